// How fast something goes and how long it takes, in words.

// Pace follows one upload of a number of bytes. Its speed is a running mean, so
// that the time left does not jump.
export class Pace {
  constructor(total) {
    this.total = total;
    this.sent = 0;
    this.last = performance.now();
    this.speed = 0; // bytes a second
  }

  // at returns words after a number of bytes, at most four times a second;
  // otherwise null.
  at(sent) {
    const now = performance.now();
    const seconds = (now - this.last) / 1000;
    if (seconds < 0.25) return null;
    const speed = (sent - this.sent) / seconds;
    this.speed = this.speed === 0 ? speed : 0.7 * this.speed + 0.3 * speed;
    this.sent = sent;
    this.last = now;
    if (this.speed < 1) return "waiting for the connection";
    return `${size(this.speed)} a second, ${left((this.total - sent) / this.speed)}`;
  }
}

// size writes bytes as people read them; a KB is 1,000 bytes.
export function size(bytes) {
  const b = Math.round(bytes);
  if (b < 1000) return b === 1 ? "1 byte" : `${b} bytes`;
  if (b < 999_500) return `${Math.round(b / 1000)} KB`;
  if (b < 9_950_000) return `${(b / 1e6).toFixed(1).replace(".0", "")} MB`;
  if (b < 999_500_000) return `${Math.round(b / 1e6)} MB`;
  return `${(b / 1e9).toFixed(1).replace(".0", "")} GB`;
}

// left writes how long is left, rounded up so that it is not a promise broken.
export function left(seconds) {
  if (seconds < 2) return "nearly there";
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} seconds left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes === 1) return "about a minute left";
  if (minutes < 55) return `about ${minutes} minutes left`;
  const hours = Math.ceil(minutes / 60);
  return hours === 1 ? "about an hour left" : `about ${hours} hours left`;
}
