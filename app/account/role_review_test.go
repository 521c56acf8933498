package account_test

import (
	"slices"
	"testing"

	"touchstone/app/account"
)

func TestWhoReviews(t *testing.T) {
	for act, roles := range map[account.Action][]account.Role{
		account.ReviewMany:   {account.Coach},
		account.UsePhrases:   {account.Administrator, account.Coach, account.IQA},
		account.ManageReview: {account.Administrator, account.IQA},
	} {
		for _, role := range account.Roles {
			if got, want := account.Can([]account.Role{role}, act), slices.Contains(roles, role); got != want {
				t.Errorf("Can(%q, %q) = %t; want %t", role, act, got, want)
			}
		}
	}
}
