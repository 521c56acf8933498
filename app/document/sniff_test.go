package document

import (
	"bytes"
	"strings"
	"testing"

	"touchstone/app/fault"
)

// pad returns s and bytes of a program after it.
func pad(s string) []byte { return append([]byte(s), make([]byte, 200)...) }

func TestSniff(t *testing.T) {
	ftyp := func(brand string) []byte {
		return pad("\x00\x00\x00\x18ftyp" + brand + "\x00\x00\x02\x00" + brand + "mif1")
	}
	for _, c := range []struct {
		head []byte
		name string
		kind Kind
		mime string
	}{
		{nil, "nothing.pdf", Other, "application/octet-stream"},
		{[]byte("%PDF-1.7\n%\xe2\xe3"), "a.jpg", PDF, "application/pdf"},
		{[]byte("\r\nX-Header: junk\n%PDF-1.4"), "a.pdf", PDF, "application/pdf"},
		{[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), "a.pdf", Image, "image/jpeg"},
		{pad("\x89PNG\r\n\x1a\n"), "a", Image, "image/png"},
		{pad("GIF89a"), "a", Image, "image/gif"},
		{pad("RIFF\x10\x00\x00\x00WEBPVP8 "), "a", Image, "image/webp"},
		{ftyp("heic"), "IMG_1.HEIC", Image, "image/heic"},
		{ftyp("isom"), "a", Video, "video/mp4"},
		{ftyp("M4A "), "a", Audio, "audio/mp4"},
		{ftyp("qt  "), "a", Video, "video/quicktime"},
		{pad("RIFF\x10\x00\x00\x00WAVEfmt "), "a", Audio, "audio/wav"},
		{pad("ID3\x04\x00\x00"), "a", Audio, "audio/mpeg"},
		{pad("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm"), "a", Video, "video/webm"},
		{pad("PK\x03\x04"), "a.docx", Word, docxMIME},
		{pad("PK\x03\x04"), "a.zip", Archive, "application/zip"},
		{pad(oleMagic), "a.xls", Sheet, "application/vnd.ms-excel"},
		{pad("7z\xbc\xaf\x27\x1c"), "a", Archive, "application/x-7z-compressed"},
		{[]byte("a,b\n1,2\n"), "a.csv", Sheet, "text/csv"},
		{[]byte("a,b\n1,2\n"), "a.txt", Text, "text/plain"},
		{[]byte("# Title\n"), "a.MD", Text, "text/markdown"},
		{[]byte("From: a@b.example\r\nTo: c@d.example\r\nSubject: Hello\r\n\r\nHi"), "a.eml", Email, "message/rfc822"},
		{[]byte("<!DOCTYPE html><script>alert(1)</script>"), "a.txt", Web, "text/html"},
		{[]byte("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "a.png", Web, "image/svg+xml"},
		{[]byte("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"), "a.xml", Web, "application/xhtml+xml"},
		{[]byte("{\\rtf1\\ansi hello}"), "a.doc", Word, "application/rtf"},
		{[]byte("MZ was her initial, and she signed for it."), "note.txt", Text, "text/plain"},
		{[]byte("BM stands for branch manager"), "note", Text, "text/plain"},
		{[]byte("\xff\xfeH\x00i\x00"), "wide.txt", Text, "text/plain"},
		{[]byte("caf\xe9 \x80 5"), "old.txt", Text, "text/plain"},
		{[]byte("\x00\x01\x02\x03\x04"), "a.bin", Other, "application/octet-stream"},
		{[]byte("alert(1)"), "notes about js", Text, "text/plain"},
		{[]byte("www"), "www.example.com", Text, "text/plain"},
	} {
		kind, mime, err := Sniff(c.head, c.name)
		if err != nil || kind != c.kind || mime != c.mime {
			t.Errorf("%q called %s: %s, %s, %v; want %s, %s", c.head[:min(20, len(c.head))], c.name, kind, mime, err, c.kind, c.mime)
		}
	}
}

func TestProgramsAreRefused(t *testing.T) {
	for _, c := range []struct {
		head []byte
		name string
		what string
	}{
		{pad("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00"), "report.pdf", "a program"},
		{pad("MZ\x90\x00\x03"), "photo.jpg", "a Windows program"},
		{pad("MZ\x90\x00 %PDF-1.4"), "both.pdf", "a Windows program"},
		{pad("\xcf\xfa\xed\xfe\x07\x00\x00\x01"), "a", "a Mac program"},
		{pad("\xca\xfe\xba\xbe\x00\x00\x00\x41"), "a", "a Java"},
		{pad("L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"), "a.pdf", "a shortcut"},
		{pad("\x00asm\x01\x00\x00\x00"), "a", "a program"},
		{[]byte("#!/bin/sh\nrm -rf ~\n"), "notes.txt", "a script"},
		{[]byte("\xef\xbb\xbf#!/usr/bin/env python3\n"), "notes.txt", "a script"},
		{[]byte("#!/bin/sh\n%PDF-1.4\n"), "a.pdf", "a script"},
		{[]byte("<?php echo 1;"), "a.txt", "a script"},
		{[]byte("@echo off\r\n"), "go.BAT", "a script"},
		{[]byte("del x"), "go.cmd", "a script"},
		{[]byte("Get-Item x"), "go.ps1", "a script"},
		{[]byte("MsgBox 1"), "go.vbs", "a script"},
		{[]byte("alert(1)"), "go.js", "a script"},
		{[]byte("alert(1)"), "go.js. .", "a script"},
		{[]byte("<html>"), "go.hta", "a script"},
		{[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), "photo.jpg.exe", "a program"},
		{[]byte("\xb4\x09\xcd\x21\x00"), "go.com", "a program"},
		{pad("PK\x03\x04"), "Book.xlsm", "macros"},
	} {
		_, _, err := Sniff(c.head, c.name)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Message, c.what) {
			t.Errorf("%q called %s: %v; want %q", c.head[:min(12, len(c.head))], c.name, err, c.what)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("%PDF-1.4"), "a.pdf")
	f.Add(pad("PK\x03\x04"), "a.docx")
	f.Add([]byte("\xff\xfeH\x00"), "漢字 & £ \" ../..txt")
	f.Add([]byte("#!/bin/sh"), "..")
	f.Fuzz(func(t *testing.T, head []byte, name string) {
		kind, mime, err := Sniff(head, name)
		if (err == nil) != (kind != "" && mime != "") || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q, %q, %v", kind, mime, err)
		}
		if err == nil && (bytes.HasPrefix(head, []byte("#!")) || bytes.HasPrefix(head, []byte("\x7fELF"))) {
			t.Errorf("kept %q", head)
		}
		if strings.ContainsAny(mime, "; \t\r\n") {
			t.Errorf("MIME type %q", mime)
		}
	})
}
