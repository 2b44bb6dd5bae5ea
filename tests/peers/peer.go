// Checks notes, roots and proofs with the packages of Go's checksum database. Reads one JSON object a line, answers each with "ok" or
// with why not.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Kind   string
	Key    string   // note: verification key
	Note   string   // note: signed note
	Text   string   // note: the text that it must hold
	Leaves []string // roots: records, in base64
	Roots  []string // roots: head of the tree over the first 0, 1, 2 ... of them
	Leaf   string   // record: hash of the leaf
	Index  int64    // record: its place
	Size   int64
	Root   string
	Before int64 // tree: size of the older tree
	Older  string
	Proof  []string
}

func hash(text string) tlog.Hash {
	found, err := tlog.ParseHash(text)
	if err != nil {
		panic(err)
	}
	return found
}

func hashes(texts []string) []tlog.Hash {
	found := []tlog.Hash{}
	for _, text := range texts {
		found = append(found, hash(text))
	}
	return found
}

func checkNote(q question) error {
	verifier, err := note.NewVerifier(q.Key)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(q.Note), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	if opened.Text != q.Text {
		return fmt.Errorf("another text")
	}
	return nil
}

func checkRoots(q question) error {
	stored := []tlog.Hash{}
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := []tlog.Hash{}
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for size, root := range q.Roots {
		if size > 0 {
			record, err := base64.StdEncoding.DecodeString(q.Leaves[size-1])
			if err != nil {
				return err
			}
			added, err := tlog.StoredHashes(int64(size-1), record, reader)
			if err != nil {
				return err
			}
			stored = append(stored, added...)
			head, err := tlog.TreeHash(int64(size), reader)
			if err != nil {
				return err
			}
			if head != hash(root) {
				return fmt.Errorf("another root at size %d", size)
			}
		}
	}
	return nil
}

func check(q question) error {
	switch q.Kind {
	case "note":
		return checkNote(q)
	case "roots":
		return checkRoots(q)
	case "record":
		return tlog.CheckRecord(tlog.RecordProof(hashes(q.Proof)), q.Size, hash(q.Root), q.Index, hash(q.Leaf))
	case "tree":
		return tlog.CheckTree(tlog.TreeProof(hashes(q.Proof)), q.Size, hash(q.Root), q.Before, hash(q.Older))
	}
	return fmt.Errorf("no such question")
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := bufio.NewWriter(os.Stdout)
	defer answers.Flush()
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var q question
		if err := json.Unmarshal(line, &q); err != nil {
			fmt.Fprintln(answers, err)
		} else if err := check(q); err != nil {
			fmt.Fprintln(answers, err)
		} else {
			fmt.Fprintln(answers, "ok")
		}
	}
}
