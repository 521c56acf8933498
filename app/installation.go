package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/db"
	"touchstone/app/document"
	"touchstone/app/fault"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/evidence/search"
	"touchstone/ksb"
	"touchstone/migrations"
)

// What is where in the data folder.
const (
	databaseName = "touchstone.db"
	filesName    = "files"
	secretName   = "secret"
	lockName     = "lock"
	workName     = "work" // copies of uploads while they are made; emptied at start
	secretSize   = 32     // bytes
)

// An Installation is an open data folder.
type Installation struct {
	Dir       string
	Secret    []byte // 32 bytes, for signing what browsers hold
	DB        *db.DB
	Blobs     *blob.Disk
	Accounts  *account.Store
	Programme *programme.Store
	Standards *ksb.Store
	Evidence  *evidence.Store
	Search    *search.Store
	unlock    func()
}

// OpenToServe opens the data folder at dir for a server, making and migrating
// it if need be. Only one program can have it so; a second gets
// fault.Conflict.
func OpenToServe(ctx context.Context, dir string) (*Installation, error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	unlock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	in := &Installation{Dir: dir, unlock: unlock}
	if err := emptyWork(dir); err != nil {
		in.Close()
		return nil, err
	}
	if _, _, err := db.Migrate(ctx, in.databasePath(), migrations.SQLite()); err != nil {
		in.Close()
		return nil, err
	}
	if in.Blobs, err = blob.OpenDisk(filepath.Join(dir, filesName)); err != nil {
		in.Close()
		return nil, err
	}
	if err := in.open(ctx); err != nil {
		in.Close()
		return nil, err
	}
	for _, seed := range []func(context.Context) error{in.Standards.Seed, in.Programme.Seed} {
		if err := seed(ctx); err != nil {
			in.Close()
			return nil, err
		}
	}
	return in, nil
}

// OpenBeside opens the data folder at dir for a command, which may work beside a
// running server. It returns fault.NotFound if there is no installation in dir
// and fault.Conflict if its database is not at this program's step.
func OpenBeside(ctx context.Context, dir string) (*Installation, error) {
	in := &Installation{Dir: dir, unlock: func() {}}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	if _, err := os.Stat(in.databasePath()); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Newf(fault.NotFound, "There is no installation in %s. Name its folder with -data, or start one with: touchstone serve", dir)
	}
	have, newest, err := db.Steps(in.databasePath(), migrations.SQLite())
	if err != nil {
		return nil, err
	}
	if have != newest {
		return nil, fault.Newf(fault.Conflict, "The database in %s is at step %d and this program works with step %d. Stop the server, back up, then run: touchstone migrate", dir, have, newest)
	}
	in.Blobs = blob.BesideDisk(filepath.Join(dir, filesName))
	if err := in.open(ctx); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// makeFolder makes the data folder, unless it is there. It returns fault.Invalid
// if there is something else or it cannot be made.
func makeFolder(dir string) error {
	if err := checkFolder(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Because(err, fault.Invalid, dir+" cannot be made. Name a folder with -data that can be.")
	}
	return nil
}

// checkFolder returns fault.Invalid if dir is there and no folder.
func checkFolder(dir string) error {
	if there, err := os.Stat(dir); err == nil && !there.IsDir() {
		return fault.Newf(fault.Invalid, "%s is a file, not a folder. Name the data folder with -data.", dir)
	}
	return nil
}

func (in *Installation) databasePath() string { return filepath.Join(in.Dir, databaseName) }

func (in *Installation) open(ctx context.Context) (err error) {
	if in.Secret, err = readSecret(filepath.Join(in.Dir, secretName)); err != nil {
		return err
	}
	if in.DB, err = db.Open(ctx, in.databasePath(), nil); err != nil {
		return err
	}
	newest, err := audit.Newest(ctx, in.DB)
	if err != nil {
		return err
	}
	in.DB.NotBefore(newest)
	in.Accounts, in.Programme, in.Standards = account.NewStore(in.DB), programme.NewStore(in.DB), ksb.NewStore(in.DB)
	in.Standards.Changed = evidence.RecountStandard
	in.Evidence, in.Search = evidence.NewStore(in.DB), search.NewStore(in.DB, in.Blobs)
	return nil
}

// Intake returns what takes in uploads, for an installation that was opened to
// serve. Copies are made in a folder of the installation's own: what a crash
// leaves of them is somebody's evidence, and goes at the next start.
func (in *Installation) Intake(log *slog.Logger) *evidence.Intake {
	return &evidence.Intake{Files: in.Blobs, Reader: document.NewReader(log), Store: in.Evidence, Temp: filepath.Join(in.Dir, workName)}
}

// emptyWork removes what an earlier run left half done.
func emptyWork(dir string) error {
	work := filepath.Join(dir, workName)
	if err := os.RemoveAll(work); err != nil {
		return fmt.Errorf("open data folder: %w", err)
	}
	if err := os.Mkdir(work, 0o700); err != nil {
		return fmt.Errorf("open data folder: %w", err)
	}
	return nil
}

// Close closes the database and gives the folder free.
func (in *Installation) Close() error {
	var err error
	if in.DB != nil {
		err = in.DB.Close()
	}
	in.unlock()
	return err
}

// lockPatience is how long a start waits for the lock. One that was killed while
// it was starting a child leaves the lock with that child until it has begun.
const lockPatience = time.Second

// lockFolder keeps a second server out of dir. The lock goes with the process,
// however that ends.
func lockFolder(dir string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	for start := time.Now(); ; time.Sleep(lockPatience / 50) {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Since(start) > lockPatience {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, fault.Newf(fault.Conflict, "Another Touchstone is running on %s. Stop it first, or name another folder with -data.", dir)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	return func() { f.Close() }, nil
}

// readSecret returns the secret in the file at path, making one if there is
// none.
func readSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	if len(secret) != secretSize {
		return nil, fmt.Errorf("read secret: %s has %d bytes; it should have %d", path, len(secret), secretSize)
	}
	return secret, nil
}

func makeSecret(path string) ([]byte, error) {
	secret := make([]byte, secretSize)
	rand.Read(secret) // never fails
	part := path + ".part"
	if err := os.WriteFile(part, secret, 0o600); err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	if err := db.Settle(part, path); err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	return secret, nil
}
