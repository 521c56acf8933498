package account_test

import (
	"strings"
	"testing"

	"touchstone/app/account"
)

func TestCan(t *testing.T) {
	actions := []account.Action{
		account.ManagePeople, account.ManageEnrolment, account.ReadStandards, account.ManageStandards, account.ReadAudit, account.ReviewWaiting,
		account.Read, account.Write, account.Judge, account.Comment, account.Declare, account.Export,
		account.SetAction, account.Scan, account.ValidateScan, account.DecidePrior,
		account.SeeReviews, account.ReadReview, account.HoldReview, account.SignReview,
		account.ManageMail,
		account.ReadCaseload, account.Oversee,
		account.LogHours, account.AgreeHours, account.PlanHours,
	}
	tests := []struct {
		role account.Role
		may  string // y or n for each action in turn
	}{
		{account.Administrator, "yyyyyn nnnnnn nnnn ynnn y yy nnn"}, // running the system is no licence to read evidence
		{account.Coach, "nnynny ynyyyy ynyy yyyy n yn nyy"},
		{account.IQA, "nnynnn ynnyny nnnn yynn n yy nnn"},
		{account.Employer, "nnynnn ynnnyy ynyn nyny n nn nyn"},
		{account.Apprentice, "nnynnn yynyyy yynn nyny n nn ynn"},
		{account.Assessor, "nnynnn ynnnny nnnn nnnn n nn nnn"},
		{"", "nnnnnn nnnnnn nnnn nnnn n nn nnn"},
		{"manager", "nnnnnn nnnnnn nnnn nnnn n nn nnn"},
	}
	for _, tt := range tests {
		may := strings.ReplaceAll(tt.may, " ", "")
		for i, act := range actions {
			if got, want := account.Can([]account.Role{tt.role}, act), may[i] == 'y'; got != want {
				t.Errorf("Can(%q, %q) = %t; want %t", tt.role, act, got, want)
			}
		}
	}
	if account.Can(nil, account.Read) {
		t.Error("someone without a role may read")
	}
	if !account.Can([]account.Role{account.IQA, account.Coach}, account.Judge) {
		t.Error("a second role does not count")
	}
}
