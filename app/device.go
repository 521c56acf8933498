package app

import "strings"

// deviceName says in a few words what a browser calls itself.
func deviceName(agent string) string {
	browser := firstIn(agent, "a browser", "Edg/", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet",
		"Firefox/", "Firefox", "FxiOS", "Firefox", "CriOS", "Chrome", "Chrome/", "Chrome", "Safari/", "Safari")
	system := firstIn(agent, "", "iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows",
		"CrOS", "Chromebook", "Mac OS X", "Mac", "Linux", "Linux")
	name := browser
	if system != "" {
		name += " on " + system
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// firstIn returns the name after the first mark that text holds; pairs are a
// mark and a name.
func firstIn(text, none string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.Contains(text, pairs[i]) {
			return pairs[i+1]
		}
	}
	return none
}
