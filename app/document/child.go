package document

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Child does the work of a child process if args, those of the program without
// its name, say that it is one, and then handled is true and the program must
// exit with status. Call it before anything else, also in TestMain of packages
// whose tests read files.
func Child(args []string) (handled bool, status int) {
	if len(args) != 1 || args[0] != childArgument {
		return false, 0
	}
	if os.Getenv(childMark) == "" {
		fmt.Fprintln(os.Stderr, "This command is for the program's own use.")
		return true, 2
	}
	out := os.Stdout
	os.Stdout = os.Stderr // nothing but the answer may reach the parent
	if err := serve(os.Stdin, out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return true, 1
	}
	return true, 0
}

func serve(in io.Reader, out io.Writer) error {
	var q question
	if err := json.NewDecoder(in).Decode(&q); err != nil {
		return fmt.Errorf("read question: %w", err)
	}
	if err := confine(q); err != nil {
		return fmt.Errorf("confine: %w", err)
	}
	go func() { // the parent holds its end open while it waits
		_, _ = io.Copy(io.Discard, in)
		os.Exit(3)
	}()
	ctx, cancel := context.WithTimeout(context.Background(), q.Limit)
	defer cancel()
	return json.NewEncoder(out).Encode(read(ctx, os.NewFile(3, "upload"), q))
}
