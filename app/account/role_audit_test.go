package account_test

import (
	"slices"
	"testing"

	"touchstone/app/account"
)

func TestWhoMakesFilesForAuditors(t *testing.T) {
	for _, role := range account.Roles {
		want := slices.Contains([]account.Role{account.Administrator, account.IQA}, role)
		if got := account.Can([]account.Role{role}, account.ExportAudit); got != want {
			t.Errorf("Can(%q, export audit) = %t; want %t", role, got, want)
		}
	}
}
