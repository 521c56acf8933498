package account_test

import (
	"strings"
	"testing"

	"touchstone/app/account"
)

// TestCan states every action a second time: who may do what is never changed
// by one slip.
func TestCan(t *testing.T) {
	letters := map[account.Role]string{account.Administrator: "A", account.Coach: "C", account.IQA: "I", account.Employer: "E",
		account.Apprentice: "P", account.Coordinator: "O", account.Assessor: "S", "": "?", "manager": "?"}
	tests := []struct {
		act account.Action
		may string // the first letters of the roles; P is the apprentice
	}{
		{account.ManagePeople, "A"},
		{account.ManageEnrolment, "A"},
		{account.ReadStandards, "ACIEPOS"},
		{account.ManageStandards, "A"},
		{account.ReadAudit, "A"},
		{account.ExportAudit, "AI"},
		{account.ReviewWaiting, "C"},
		{account.ManageMail, "A"},
		{account.ReadCaseload, "ACI"},
		{account.Oversee, "AI"},
		{account.ReviewMany, "C"},
		{account.UsePhrases, "ACI"},
		{account.ManageReview, "AI"},
		{account.Read, "CIEPS"},
		{account.Write, "P"},
		{account.Judge, "C"},
		{account.Comment, "CIP"},
		{account.Declare, "CEP"},
		{account.Export, "CIEPS"},
		{account.SeeCarry, "CIP"},
		{account.Carry, "P"},
		{account.SetAction, "CEP"},
		{account.Scan, "P"},
		{account.ValidateScan, "CE"},
		{account.DecidePrior, "C"},
		{account.SeeReviews, "ACI"},
		{account.ReadReview, "CIEP"},
		{account.HoldReview, "C"},
		{account.SignReview, "CEP"},
		{account.LogHours, "P"},
		{account.AgreeHours, "CE"},
		{account.PlanHours, "C"},
		{account.AskToSign, "CP"},
		{account.VerifyBehaviours, "E"},
		{account.Sample, "I"},
		{account.AnswerQuality, "C"},
		{account.ReadSample, "CI"},
		{account.ReadQuality, "AI"},
		{account.ReadSignatures, "CI"},
		{account.SignMany, "E"},
		{account.SeeReadiness, "CIEP"},
		{account.ChoosePieces, "CP"},
		{account.KeepGateway, "C"},
		{account.SignOff, "CEP"},
		{account.HandOver, "C"},
		{account.ReadSubmissions, "CIEPOS"},
		{account.ReadSubmission, "CIEPOS"},
		{account.DecideComponents, "O"},
		{account.InviteAssessor, "O"},
		{account.Assess, "S"},
		{account.ReadAssessment, "OS"},
		{account.ReleaseResult, "O"},
		{account.ReadResult, "CIEPOS"},
		{account.SeeGrowth, "CE"},
		{account.RateGrowth, "CE"},
		{account.SeeTeam, "CE"},
	}
	stated := map[account.Action]bool{}
	for _, tt := range tests {
		stated[tt.act] = true
		for role, letter := range letters {
			if got, want := account.Can([]account.Role{role}, tt.act), strings.Contains(tt.may, letter); got != want {
				t.Errorf("Can(%q, %q) = %t; want %t", role, tt.act, got, want)
			}
		}
	}
	for _, act := range account.Actions() {
		if !stated[act] {
			t.Errorf("%q is not stated here", act)
		}
	}
	if account.Can(nil, account.Read) {
		t.Error("someone without a role may read")
	}
	if !account.Can([]account.Role{account.IQA, account.Coach}, account.Judge) {
		t.Error("a second role does not count")
	}
}
