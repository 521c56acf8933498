package app

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
)

// A scope says who may ask for a route at all, before its handler runs.
type scope int

// The scopes.
const (
	public       scope = iota // anyone
	signedIn                  // anyone signed in
	installation              // who may do the route's action in the installation
	portfolio                 // who may do it in the portfolio that :portfolio names
	submission                // who may do it in the submission that :submission names
)

// A bodyKind says how a route takes what is sent to it.
type bodyKind int

// The kinds of body.
const (
	ordinary bodyKind = iota // read before the handler, up to 2 MB
	large                    // the same, up to 12 MB
	stream                   // the handler reads it: a.uploadBody
)

// A route is one line of the table of what the application answers. A test asks
// for every route as people of every role.
type route struct {
	method     string
	path       string
	scope      scope
	act        account.Action // of installation, portfolio and submission
	body       bodyKind
	undeclared bool // an assessor may ask for it before they declared that nothing conflicts
	slow       bool // an upload or a download: its handler has no time limit
	handle     fiber.Handler
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes returns the table. Parameters in a path are named after what they
// identify, so that the test of all routes can fill them in.
func (a *App) routes() []route {
	return []route{
		{method: get, path: "/", scope: public, handle: a.showHome},
		{method: get, path: "/more", scope: signedIn, handle: a.showMore},
		{method: get, path: "/offline", scope: public, handle: a.showOffline},
		{method: get, path: "/sources", scope: public, handle: a.showSources},
		{method: get, path: "/kit", scope: public, handle: a.showKit},
		{method: get, path: "/kit/job", scope: public, handle: a.showKitJob},

		// Signing in.
		{method: get, path: "/sign-in", scope: public, handle: a.showSignIn},
		{method: post, path: "/sign-in", scope: public, body: large, handle: a.signIn},
		{method: post, path: "/sign-in/demo", scope: public, body: large, handle: a.signInDemo},
		{method: post, path: "/sign-out", scope: public, handle: a.signOut},
		{method: get, path: "/forgotten", scope: public, handle: a.showForgotten},
		{method: post, path: "/forgotten", scope: public, handle: a.answerForgotten},
		{method: get, path: "/invitations/:token", scope: public, handle: a.showInvitation},
		{method: post, path: "/invitations/:token", scope: public, handle: a.acceptInvitation},
		{method: get, path: "/resets/:token", scope: public, handle: a.showReset},
		{method: post, path: "/resets/:token", scope: public, handle: a.useReset},
		{method: get, path: "/setup/:token", scope: public, handle: a.showSetup},
		{method: post, path: "/setup/:token", scope: public, handle: a.useSetup},

		// A portfolio: its statements, its evidence, its files.
		{method: get, path: "/portfolios/:portfolio", scope: portfolio, act: account.Read, handle: a.showPortfolio},
		{method: get, path: "/portfolios/:portfolio/statements", scope: portfolio, act: account.Read, handle: a.showStatements},
		{method: get, path: "/portfolios/:portfolio/evidence", scope: portfolio, act: account.Read, handle: a.showEvidence},
		{method: get, path: "/portfolios/:portfolio/evidence/new", scope: portfolio, act: account.Write, handle: a.showNewEvidence},
		{method: post, path: "/portfolios/:portfolio/evidence", scope: portfolio, act: account.Write, handle: a.addEvidence},
		{method: get, path: "/portfolios/:portfolio/evidence/:item", scope: portfolio, act: account.Read, handle: a.showItem},
		{method: post, path: "/portfolios/:portfolio/evidence/:item", scope: portfolio, act: account.Write, body: large, handle: a.saveEvidence},
		{method: get, path: "/portfolios/:portfolio/evidence/:item/edit", scope: portfolio, act: account.Write, handle: a.editEvidence},
		{method: get, path: "/portfolios/:portfolio/evidence/:item/hints", scope: portfolio, act: account.Write, handle: a.sendHints},
		{method: get, path: "/portfolios/:portfolio/evidence/:item/history", scope: portfolio, act: account.Read, handle: a.showHistory},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/withdraw", scope: portfolio, act: account.Write, handle: a.withdrawItem},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/revise", scope: portfolio, act: account.Write, handle: a.reviseItem},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/remove", scope: portfolio, act: account.Write, handle: a.removeItem},
		{method: get, path: "/portfolios/:portfolio/evidence/:item/removed", scope: portfolio, act: account.Write, handle: a.showRemoved},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/restore", scope: portfolio, act: account.Write, handle: a.restoreItem},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/files", scope: portfolio, act: account.Write, body: stream, slow: true, handle: a.addFiles},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/files/:file/remove", scope: portfolio, act: account.Write, handle: a.removeFile},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/files/:file/restore", scope: portfolio, act: account.Write, handle: a.restoreFile},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/files/:file/keep", scope: portfolio, act: account.Write, handle: a.keepFile},
		{method: get, path: "/portfolios/:portfolio/files/:file", scope: portfolio, act: account.Read, handle: a.showFile},
		{method: get, path: "/portfolios/:portfolio/files/:file/content", scope: portfolio, act: account.Read, slow: true, handle: a.sendFile},
		{method: get, path: "/portfolios/:portfolio/files/:file/preview", scope: portfolio, act: account.Read, slow: true, handle: a.sendPreview},

		// Accepted evidence of another portfolio of the same person.
		{method: get, path: "/portfolios/:portfolio/carry", scope: portfolio, act: account.SeeCarry, handle: a.showCarry},
		{method: post, path: "/portfolios/:portfolio/carry", scope: portfolio, act: account.Carry, handle: a.carryEvidence},
		{method: get, path: "/portfolios/:portfolio/moves", scope: portfolio, act: account.Read, handle: a.showMoves},

		// The way to the assessment.
		{method: get, path: "/portfolios/:portfolio/readiness", scope: portfolio, act: account.SeeReadiness, handle: a.showPortfolioReadiness},

		// What was handed over, frozen.
		{method: get, path: "/submissions", scope: installation, act: account.ReadSubmissions, handle: a.showSubmissions},
		{method: get, path: "/portfolios/:portfolio/submissions", scope: portfolio, act: account.SeeReadiness, handle: a.showHandOver},
		{method: post, path: "/portfolios/:portfolio/submissions", scope: portfolio, act: account.HandOver, handle: a.handOver},
		{method: get, path: "/submissions/:submission", scope: submission, act: account.ReadSubmission, handle: a.showSubmission},
		{method: post, path: "/submissions/:submission/decide", scope: submission, act: account.DecideComponents, handle: a.decideComponent},
		{method: get, path: "/submissions/:submission/compare", scope: submission, act: account.ReadSubmission, handle: a.showComparison},
		{method: get, path: "/submissions/:submission/job", scope: submission, act: account.ReadSubmission, handle: a.showMaking},
		{method: post, path: "/submissions/:submission/make", scope: submission, act: account.HandOver, handle: a.makeSubmissionAgain},
		{method: get, path: "/submissions/:submission/pdf", scope: submission, act: account.ReadSubmission, slow: true, handle: a.sendSubmissionPDF},
		{method: get, path: "/submissions/:submission/pack", scope: submission, act: account.ReadSubmission, slow: true, handle: a.sendSubmissionPack},
		{method: get, path: "/submissions/:submission/files/:label", scope: submission, act: account.ReadSubmission, slow: true, handle: a.sendSubmittedFile},

		// The assessor's place: a submission, who is invited to it, how it is judged.
		{method: get, path: "/submissions/:submission/assessors", scope: submission, act: account.InviteAssessor, handle: a.showAssessors},
		{method: post, path: "/submissions/:submission/assessors", scope: submission, act: account.InviteAssessor, handle: a.inviteAssessor},
		{method: post, path: "/submissions/:submission/assessors/moderation", scope: submission, act: account.InviteAssessor, handle: a.setModerated},
		{method: post, path: "/submissions/:submission/assessors/:assessor/end", scope: submission, act: account.InviteAssessor, handle: a.endAssessor},
		{method: get, path: "/submissions/:submission/openings", scope: submission, act: account.InviteAssessor, handle: a.showOpenings},
		{method: get, path: "/submissions/:submission/declare", scope: submission, act: account.Assess, undeclared: true, handle: a.showDeclare},
		{method: post, path: "/submissions/:submission/declare", scope: submission, act: account.Assess, undeclared: true, handle: a.declareInterest},
		{method: get, path: "/submissions/:submission/statements", scope: submission, act: account.Assess, handle: a.showAssessStatements},
		{method: get, path: "/submissions/:submission/statements/:statement", scope: submission, act: account.Assess, handle: a.showAssessStatement},
		{method: post, path: "/submissions/:submission/statements/:statement", scope: submission, act: account.Assess, handle: a.judgeStatement},
		{method: post, path: "/submissions/:submission/statements/:statement/note", scope: submission, act: account.Assess, handle: a.noteStatement},
		{method: get, path: "/submissions/:submission/pieces", scope: submission, act: account.Assess, handle: a.showAssessPieces},
		{method: get, path: "/submissions/:submission/pieces/:piece", scope: submission, act: account.Assess, handle: a.showAssessPiece},
		{method: get, path: "/submissions/:submission/files/:label/picture", scope: submission, act: account.Assess, slow: true, handle: a.sendAssessPicture},
		{method: get, path: "/submissions/:submission/questions", scope: submission, act: account.Assess, handle: a.showQuestions},
		{method: post, path: "/submissions/:submission/questions", scope: submission, act: account.Assess, handle: a.addQuestion},
		{method: get, path: "/submissions/:submission/questions/new", scope: submission, act: account.Assess, handle: a.showNewQuestion},
		{method: get, path: "/submissions/:submission/questions/print", scope: submission, act: account.Assess, handle: a.showQuestionPrint},
		{method: get, path: "/submissions/:submission/questions/:question", scope: submission, act: account.Assess, handle: a.showQuestion},
		{method: post, path: "/submissions/:submission/questions/:question", scope: submission, act: account.Assess, handle: a.saveQuestion},
		{method: post, path: "/submissions/:submission/questions/:question/move", scope: submission, act: account.Assess, handle: a.moveQuestion},
		{method: post, path: "/submissions/:submission/questions/:question/remove", scope: submission, act: account.Assess, handle: a.removeQuestion},
		{method: post, path: "/submissions/:submission/questions/:question/restore", scope: submission, act: account.Assess, handle: a.restoreQuestion},
		{method: get, path: "/submissions/:submission/judging", scope: submission, act: account.ReadAssessment, handle: a.showJudging},
		{method: get, path: "/submissions/:submission/methods/:method", scope: submission, act: account.ReadAssessment, handle: a.showMethod},
		{method: post, path: "/submissions/:submission/methods/:method", scope: submission, act: account.Assess, handle: a.saveMethod},
		{method: post, path: "/submissions/:submission/feedback", scope: submission, act: account.Assess, handle: a.saveFeedback},
		{method: post, path: "/submissions/:submission/propose", scope: submission, act: account.Assess, handle: a.proposeResult},
		{method: post, path: "/submissions/:submission/moderation", scope: submission, act: account.Assess, handle: a.moderateResult},
		{method: post, path: "/submissions/:submission/reopen", scope: submission, act: account.ReleaseResult, handle: a.reopenResult},
		{method: post, path: "/submissions/:submission/release", scope: submission, act: account.ReleaseResult, handle: a.releaseResult},
		{method: get, path: "/submissions/:submission/result", scope: submission, act: account.ReadResult, handle: a.showResult},
		{method: get, path: "/submissions/:submission/report.pdf", scope: submission, act: account.ReadResult, slow: true, handle: a.sendReport},
		{method: get, path: "/submissions/:submission/report.csv", scope: submission, act: account.ReadResult, slow: true, handle: a.sendReport},

		// What is handed over.
		{method: get, path: "/portfolios/:portfolio/pdf", scope: portfolio, act: account.Export, handle: a.showPortfolioPDF},
		{method: post, path: "/portfolios/:portfolio/pdf", scope: portfolio, act: account.Export, handle: a.makePortfolioPDF},
		{method: get, path: "/portfolios/:portfolio/pdf/jobs/:job", scope: portfolio, act: account.Export, handle: a.showPrinting},
		{method: get, path: "/portfolios/:portfolio/pdf/:export", scope: portfolio, act: account.Export, slow: true, handle: a.sendPortfolioPDF},
		{method: post, path: "/portfolios/:portfolio/declarations", scope: portfolio, act: account.Declare, handle: a.signDeclaration},

		// What was agreed that someone does.
		{method: get, path: "/actions", scope: signedIn, handle: a.showMyActions},
		{method: get, path: "/portfolios/:portfolio/actions", scope: portfolio, act: account.Read, handle: a.showActions},
		{method: post, path: "/portfolios/:portfolio/actions", scope: portfolio, act: account.SetAction, handle: a.addAction},
		{method: get, path: "/portfolios/:portfolio/actions/:action", scope: portfolio, act: account.Read, handle: a.showAction},
		{method: post, path: "/portfolios/:portfolio/actions/:action/finish", scope: portfolio, act: account.SetAction, handle: a.finishAction},
		{method: post, path: "/portfolios/:portfolio/actions/:action/move", scope: portfolio, act: account.SetAction, handle: a.moveAction},
		{method: post, path: "/portfolios/:portfolio/actions/:action/drop", scope: portfolio, act: account.SetAction, handle: a.dropAction},

		// Off-the-job hours.
		{method: get, path: "/portfolios/:portfolio/hours", scope: portfolio, act: account.Read, handle: a.showHours},
		{method: post, path: "/portfolios/:portfolio/hours", scope: portfolio, act: account.LogHours, handle: a.addHours},
		{method: get, path: "/portfolios/:portfolio/hours/new", scope: portfolio, act: account.LogHours, handle: a.showNewHours},
		{method: get, path: "/portfolios/:portfolio/hours/agree", scope: portfolio, act: account.AgreeHours, handle: a.showHoursAgree},
		{method: post, path: "/portfolios/:portfolio/hours/agree", scope: portfolio, act: account.AgreeHours, handle: a.decideHours},
		{method: get, path: "/portfolios/:portfolio/hours/target", scope: portfolio, act: account.Read, handle: a.showHoursTarget},
		{method: post, path: "/portfolios/:portfolio/hours/target", scope: portfolio, act: account.PlanHours, handle: a.setHoursFigure},
		{method: get, path: "/portfolios/:portfolio/hours/export", scope: portfolio, act: account.Export, handle: a.exportHours},
		{method: get, path: "/portfolios/:portfolio/hours/:hours", scope: portfolio, act: account.Read, handle: a.showHoursEntry},
		{method: post, path: "/portfolios/:portfolio/hours/:hours", scope: portfolio, act: account.LogHours, handle: a.saveHours},
		{method: get, path: "/portfolios/:portfolio/hours/:hours/edit", scope: portfolio, act: account.LogHours, handle: a.showHoursEdit},
		{method: post, path: "/portfolios/:portfolio/hours/:hours/withdraw", scope: portfolio, act: account.LogHours, handle: a.withdrawHours},
		{method: get, path: "/hours", scope: installation, act: account.AgreeHours, handle: a.showHoursCaseload},
		{method: get, path: "/hours/export", scope: installation, act: account.AgreeHours, handle: a.exportHoursCaseload},
		// Skills scans.
		{method: get, path: "/portfolios/:portfolio/scans", scope: portfolio, act: account.Read, handle: a.showScans},
		{method: post, path: "/portfolios/:portfolio/scans", scope: portfolio, act: account.Scan, handle: a.beginScan},
		{method: get, path: "/portfolios/:portfolio/scans/compare", scope: portfolio, act: account.Read, handle: a.showScanComparison},
		{method: get, path: "/portfolios/:portfolio/scans/:scan", scope: portfolio, act: account.Read, handle: a.showScan},
		{method: post, path: "/portfolios/:portfolio/scans/:scan", scope: portfolio, act: account.Scan, handle: a.saveScan},
		{method: get, path: "/portfolios/:portfolio/scans/:scan/edit", scope: portfolio, act: account.Scan, handle: a.editScan},
		{method: post, path: "/portfolios/:portfolio/scans/:scan/remove", scope: portfolio, act: account.Scan, handle: a.dropScan},
		{method: get, path: "/portfolios/:portfolio/scans/:scan/validate", scope: portfolio, act: account.ValidateScan, handle: a.editScan},
		{method: post, path: "/portfolios/:portfolio/scans/:scan/validate", scope: portfolio, act: account.ValidateScan, handle: a.saveScan},
		{method: post, path: "/portfolios/:portfolio/scans/:scan/prior", scope: portfolio, act: account.DecidePrior, handle: a.decidePrior},
		// What is recorded, chosen and signed before the assessment.
		{method: get, path: "/portfolios/:portfolio/gateway", scope: portfolio, act: account.SeeReadiness, handle: a.showGateway},
		{method: post, path: "/portfolios/:portfolio/gateway", scope: portfolio, act: account.SignOff, handle: a.signOff},
		{method: post, path: "/portfolios/:portfolio/gateway/ask", scope: portfolio, act: account.KeepGateway, handle: a.askSignOffs},
		{method: post, path: "/portfolios/:portfolio/gateway/records", scope: portfolio, act: account.KeepGateway, handle: a.keepGatewayRecord},
		{method: get, path: "/portfolios/:portfolio/selection", scope: portfolio, act: account.SeeReadiness, handle: a.showSelection},
		{method: post, path: "/portfolios/:portfolio/selection", scope: portfolio, act: account.ChoosePieces, handle: a.choosePieces},
		// What people sign, with an account or by a link.
		{method: get, path: "/portfolios/:portfolio/requests", scope: portfolio, act: account.AskToSign, handle: a.showRequests},
		{method: post, path: "/portfolios/:portfolio/requests", scope: portfolio, act: account.AskToSign, handle: a.addRequest},
		{method: get, path: "/portfolios/:portfolio/requests/new", scope: portfolio, act: account.AskToSign, handle: a.showNewRequest},
		{method: post, path: "/portfolios/:portfolio/requests/:request/remind", scope: portfolio, act: account.AskToSign, handle: a.remindRequest},
		{method: post, path: "/portfolios/:portfolio/requests/:request/withdraw", scope: portfolio, act: account.AskToSign, handle: a.withdrawRequest},
		{method: get, path: "/portfolios/:portfolio/signatures", scope: portfolio, act: account.ReadSignatures, handle: a.showSignatures},
		{method: get, path: "/portfolios/:portfolio/signatures/:signature", scope: portfolio, act: account.ReadSignatures, handle: a.showSignature},
		{method: get, path: "/to-sign", scope: installation, act: account.SignMany, handle: a.showToSign},
		{method: get, path: "/portfolios/:portfolio/behaviours", scope: portfolio, act: account.Read, handle: a.showBehaviours},
		{method: post, path: "/portfolios/:portfolio/behaviours", scope: portfolio, act: account.VerifyBehaviours, handle: a.verifyBehaviours},
		{method: get, path: "/sign/:token", scope: public, handle: a.showSign},
		{method: post, path: "/sign/:token", scope: public, handle: a.signByLink},
		{method: get, path: "/signed", scope: public, handle: a.showSigned},

		// The coach.
		{method: get, path: "/review", scope: installation, act: account.ReviewWaiting, handle: a.showQueue},
		{method: get, path: "/portfolios/:portfolio/evidence/:item/review", scope: portfolio, act: account.Judge, handle: a.showReview},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/review", scope: portfolio, act: account.Judge, body: large, handle: a.decide},
		{method: post, path: "/review/accept", scope: installation, act: account.ReviewMany, handle: a.acceptMany},
		{method: get, path: "/portfolios/:portfolio/evidence/:item/claims/:claim/open", scope: portfolio, act: account.Judge, handle: a.openClaim},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/claims/:claim/open", scope: portfolio, act: account.Judge, handle: a.noteOpening},
		{method: get, path: "/portfolios/:portfolio/evidence/:item/decisions/:decision", scope: portfolio, act: account.Comment, handle: a.showCorrect},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/decisions/:decision", scope: portfolio, act: account.Comment, handle: a.correct},
		{method: get, path: "/review/aim", scope: installation, act: account.ManageReview, handle: a.showAim},
		{method: post, path: "/review/aim", scope: installation, act: account.ManageReview, handle: a.setAim},
		{method: get, path: "/phrases", scope: installation, act: account.UsePhrases, handle: a.showPhrases},
		{method: post, path: "/phrases", scope: installation, act: account.UsePhrases, handle: a.addPhrase},
		{method: get, path: "/phrases/new", scope: installation, act: account.UsePhrases, handle: a.showNewPhrase},
		{method: get, path: "/phrases/:phrase", scope: installation, act: account.UsePhrases, handle: a.showPhrase},
		{method: post, path: "/phrases/:phrase", scope: installation, act: account.UsePhrases, handle: a.changePhrase},
		{method: post, path: "/phrases/:phrase/retire", scope: installation, act: account.UsePhrases, handle: a.retirePhrase},
		{method: post, path: "/phrases/:phrase/restore", scope: installation, act: account.UsePhrases, handle: a.restorePhrase},
		{method: post, path: "/portfolios/:portfolio/evidence/:item/feedback", scope: portfolio, act: account.Comment, handle: a.addFeedback},

		// Internal quality assurance: decisions that are sampled.
		{method: get, path: "/quality", scope: installation, act: account.Sample, handle: a.showSamples},
		{method: post, path: "/quality/draw", scope: installation, act: account.Sample, handle: a.drawSamples},
		{method: get, path: "/quality/plan", scope: installation, act: account.Sample, handle: a.showSamplingPlan},
		{method: post, path: "/quality/plan", scope: installation, act: account.Sample, handle: a.saveSamplingPlan},
		{method: get, path: "/quality/report", scope: installation, act: account.ReadQuality, handle: a.showQualityReport},
		{method: get, path: "/quality/report/export", scope: installation, act: account.ReadQuality, slow: true, handle: a.exportQualityReport},
		{method: get, path: "/quality/report/pdf", scope: installation, act: account.ReadQuality, slow: true, handle: a.sendQualityPDF},
		{method: get, path: "/quality/mine", scope: installation, act: account.AnswerQuality, handle: a.showMySamples},
		{method: get, path: "/quality/:sample", scope: installation, act: account.ReadSample, handle: a.showSample},
		{method: post, path: "/quality/:sample", scope: installation, act: account.Sample, body: large, handle: a.saySample},
		{method: post, path: "/quality/:sample/answer", scope: installation, act: account.AnswerQuality, body: large, handle: a.answerSample},

		// Who needs help: a coach's apprentices, and everyone's.
		{method: get, path: "/caseload", scope: installation, act: account.ReadCaseload, handle: a.showCaseload},
		{method: get, path: "/caseload/rules", scope: installation, act: account.ReadCaseload, handle: a.showCaseloadRules},
		{method: get, path: "/caseload/export", scope: installation, act: account.ReadCaseload, slow: true, handle: a.exportCaseload},
		{method: get, path: "/caseload/views", scope: installation, act: account.ReadCaseload, handle: a.showViews},
		{method: post, path: "/caseload/views", scope: installation, act: account.ReadCaseload, handle: a.addView},
		{method: post, path: "/caseload/views/:view", scope: installation, act: account.ReadCaseload, handle: a.renameView},
		{method: post, path: "/caseload/views/:view/remove", scope: installation, act: account.ReadCaseload, handle: a.removeView},
		{method: post, path: "/caseload/views/:view/restore", scope: installation, act: account.ReadCaseload, handle: a.restoreView},
		{method: get, path: "/provider", scope: installation, act: account.Oversee, handle: a.showProvider},
		// Progress reviews.
		{method: get, path: "/progress", scope: installation, act: account.SeeReviews, handle: a.showReviewsDue},
		{method: get, path: "/portfolios/:portfolio/progress", scope: portfolio, act: account.ReadReview, handle: a.showProgress},
		{method: post, path: "/portfolios/:portfolio/progress/plan", scope: portfolio, act: account.HoldReview, handle: a.planReview},
		{method: post, path: "/portfolios/:portfolio/progress/begin", scope: portfolio, act: account.HoldReview, handle: a.beginReview},
		{method: post, path: "/portfolios/:portfolio/progress/frequency", scope: portfolio, act: account.HoldReview, handle: a.agreeFrequency},
		{method: get, path: "/portfolios/:portfolio/progress/:review", scope: portfolio, act: account.ReadReview, handle: a.showProgressReview},
		{method: post, path: "/portfolios/:portfolio/progress/:review", scope: portfolio, act: account.HoldReview, body: large, handle: a.saveReview},
		{method: get, path: "/portfolios/:portfolio/progress/:review/edit", scope: portfolio, act: account.HoldReview, handle: a.editReview},
		{method: post, path: "/portfolios/:portfolio/progress/:review/cancel", scope: portfolio, act: account.HoldReview, handle: a.cancelReview},
		{method: post, path: "/portfolios/:portfolio/progress/:review/withdraw", scope: portfolio, act: account.HoldReview, handle: a.withdrawReview},
		{method: post, path: "/portfolios/:portfolio/progress/:review/sign", scope: portfolio, act: account.SignReview, handle: a.signReview},
		{method: post, path: "/portfolios/:portfolio/progress/:review/addenda", scope: portfolio, act: account.SignReview, handle: a.addToReview},
		{method: get, path: "/portfolios/:portfolio/progress/:review/pdf", scope: portfolio, act: account.ReadReview, slow: true, handle: a.sendReviewPDF},

		// Standards and the import of their wording.
		{method: get, path: "/scales", scope: installation, act: account.ManageStandards, handle: a.showScales},
		{method: post, path: "/scales", scope: installation, act: account.ManageStandards, handle: a.addScale},
		{method: post, path: "/scales/:scale/choose", scope: installation, act: account.ManageStandards, handle: a.chooseScale},
		{method: get, path: "/standards", scope: installation, act: account.ReadStandards, handle: a.showStandards},
		{method: get, path: "/standards/:standard", scope: installation, act: account.ReadStandards, handle: a.showStandard},
		{method: get, path: "/standards/:standard/plans", scope: installation, act: account.ReadStandards, handle: a.showPlans},
		{method: post, path: "/standards/:standard/plans", scope: installation, act: account.ManageStandards, body: stream, slow: true, handle: a.addPlanFile},
		{method: post, path: "/standards/:standard/plans/begin", scope: installation, act: account.ManageStandards, handle: a.beginPlan},
		{method: get, path: "/plans/format", scope: installation, act: account.ReadStandards, handle: a.showPlanFormat},
		{method: get, path: "/plans/format.json", scope: installation, act: account.ReadStandards, handle: a.sendPlanSchema},
		{method: get, path: "/plans/:plan", scope: installation, act: account.ReadStandards, handle: a.showPlan},
		{method: get, path: "/plans/:plan/file", scope: installation, act: account.ReadStandards, handle: a.sendPlan},
		{method: post, path: "/plans/:plan/edit", scope: installation, act: account.ManageStandards, handle: a.editPlan},
		{method: post, path: "/plans/:plan/retire", scope: installation, act: account.ManageStandards, handle: a.retirePlan},
		{method: post, path: "/plans/:plan/restore", scope: installation, act: account.ManageStandards, handle: a.restorePlan},
		{method: get, path: "/plan-drafts/:draft", scope: installation, act: account.ManageStandards, handle: a.showPlanDraft},
		{method: post, path: "/plan-drafts/:draft", scope: installation, act: account.ManageStandards, handle: a.publishPlan},
		{method: post, path: "/plan-drafts/:draft/drop", scope: installation, act: account.ManageStandards, handle: a.dropPlanDraft},
		{method: get, path: "/plan-drafts/:draft/:part", scope: installation, act: account.ManageStandards, handle: a.showPlanPart},
		{method: post, path: "/plan-drafts/:draft/:part", scope: installation, act: account.ManageStandards, handle: a.savePlanPart},
		{method: get, path: "/frameworks", scope: signedIn, handle: a.showFrameworks},
		{method: post, path: "/frameworks", scope: installation, act: account.ManageStandards, body: stream, slow: true, handle: a.addFramework},
		{method: get, path: "/frameworks/new", scope: installation, act: account.ManageStandards, handle: a.showNewFramework},
		{method: post, path: "/frameworks/new", scope: installation, act: account.ManageStandards, body: stream, slow: true, handle: a.previewFramework},
		{method: get, path: "/frameworks/format", scope: signedIn, handle: a.showFrameworkFormat},
		{method: get, path: "/frameworks/format.json", scope: signedIn, handle: a.sendFrameworkSchema},
		{method: get, path: "/frameworks/:framework", scope: signedIn, handle: a.showFramework},
		{method: get, path: "/frameworks/:framework/file", scope: signedIn, handle: a.sendFramework},
		{method: post, path: "/frameworks/:framework/retire", scope: installation, act: account.ManageStandards, handle: a.retireFramework},
		{method: post, path: "/frameworks/:framework/restore", scope: installation, act: account.ManageStandards, handle: a.restoreFramework},
		{method: get, path: "/standards/:standard/statements/:statement", scope: installation, act: account.ManageStandards, handle: a.showStatementEdit},
		{method: post, path: "/standards/:standard/statements/:statement/code", scope: installation, act: account.ManageStandards, handle: a.editCode},
		{method: post, path: "/standards/:standard/statements/:statement/whom", scope: installation, act: account.ManageStandards, handle: a.moveStatement},
		{method: get, path: "/standards/:standard/options/:option", scope: installation, act: account.ManageStandards, handle: a.showOptionRename},
		{method: post, path: "/standards/:standard/options/:option", scope: installation, act: account.ManageStandards, handle: a.renameOption},
		{method: get, path: "/imports/new", scope: installation, act: account.ManageStandards, handle: a.showNewImport},
		{method: post, path: "/imports", scope: installation, act: account.ManageStandards, body: stream, slow: true, handle: a.addImport},
		{method: get, path: "/imports/:import", scope: installation, act: account.ManageStandards, handle: a.showImport},
		{method: post, path: "/imports/:import/confirm", scope: installation, act: account.ManageStandards, handle: a.confirmImport},

		// Growth: a person's own, whatever portfolio they have.
		{method: get, path: "/growth", scope: signedIn, handle: a.showGrowth},
		{method: get, path: "/careers", scope: signedIn, handle: a.showCareers},
		{method: get, path: "/growth/sharing", scope: signedIn, handle: a.showSharing},
		{method: post, path: "/growth/sharing", scope: signedIn, handle: a.shareGrowth},
		{method: get, path: "/growth/upgrade", scope: signedIn, handle: a.showUpgrade},
		{method: post, path: "/growth/upgrade", scope: signedIn, handle: a.saveUpgrade},
		{method: get, path: "/growth/upgrade/pdf", scope: signedIn, slow: true, handle: a.sendUpgradePDF},
		{method: get, path: "/growth/audits", scope: signedIn, handle: a.showSelfAudits},
		{method: post, path: "/growth/audits", scope: signedIn, handle: a.beginSelfAudit},
		{method: get, path: "/growth/audits/new", scope: signedIn, handle: a.showNewSelfAudit},
		{method: get, path: "/growth/audits/compare", scope: signedIn, handle: a.showSelfAuditComparison},
		{method: get, path: "/growth/audits/:selfaudit", scope: signedIn, handle: a.showSelfAudit},
		{method: get, path: "/growth/audits/:selfaudit/setup", scope: signedIn, handle: a.showSelfAuditSetup},
		{method: post, path: "/growth/audits/:selfaudit/setup", scope: signedIn, handle: a.shapeSelfAudit},
		{method: get, path: "/growth/audits/:selfaudit/steps/:step", scope: signedIn, handle: a.showRateStep},
		{method: post, path: "/growth/audits/:selfaudit/steps/:step", scope: signedIn, handle: a.saveRateStep},
		{method: post, path: "/growth/audits/:selfaudit/finish", scope: signedIn, handle: a.finishSelfAudit},
		{method: post, path: "/growth/audits/:selfaudit/drop", scope: signedIn, handle: a.dropSelfAudit},

		{method: get, path: "/growth/team", scope: signedIn, handle: a.showColleagues},
		{method: get, path: "/teams", scope: installation, act: account.SeeTeam, handle: a.showTeam},

		// A development plan and a CPD log, one's own.
		{method: get, path: "/growth/plan", scope: signedIn, handle: a.showGoals},
		{method: post, path: "/growth/plan", scope: signedIn, handle: a.addGoal},
		{method: get, path: "/growth/plan/new", scope: signedIn, handle: a.showNewGoal},
		{method: get, path: "/growth/plan/pdf", scope: signedIn, slow: true, handle: a.sendPlanPDF},
		{method: get, path: "/growth/plan/:goal", scope: signedIn, handle: a.showGoal},
		{method: post, path: "/growth/plan/:goal", scope: signedIn, handle: a.saveGoal},
		{method: get, path: "/growth/plan/:goal/edit", scope: signedIn, handle: a.showGoalEdit},
		{method: post, path: "/growth/plan/:goal/finish", scope: signedIn, handle: a.finishGoal},
		{method: post, path: "/growth/plan/:goal/move", scope: signedIn, handle: a.moveGoal},
		{method: post, path: "/growth/plan/:goal/drop", scope: signedIn, handle: a.dropGoal},
		{method: get, path: "/growth/cpd", scope: signedIn, handle: a.showCPD},
		{method: post, path: "/growth/cpd", scope: signedIn, handle: a.addEntry},
		{method: get, path: "/growth/cpd/new", scope: signedIn, handle: a.showNewEntry},
		{method: get, path: "/growth/cpd/export", scope: signedIn, handle: a.exportCPD},
		{method: get, path: "/growth/cpd/:entry", scope: signedIn, handle: a.showEntry},
		{method: post, path: "/growth/cpd/:entry", scope: signedIn, handle: a.saveEntry},
		{method: post, path: "/growth/cpd/:entry/remove", scope: signedIn, handle: a.removeEntry},
		{method: post, path: "/growth/cpd/:entry/restore", scope: signedIn, handle: a.restoreEntry},

		// The growth of an apprentice who agreed to be seen by coach and employer.
		{method: get, path: "/portfolios/:portfolio/growth/plan", scope: portfolio, act: account.SeeGrowth, handle: a.showSeenPlan},
		{method: get, path: "/portfolios/:portfolio/growth/cpd", scope: portfolio, act: account.SeeGrowth, handle: a.showSeenCPD},
		{method: get, path: "/portfolios/:portfolio/growth", scope: portfolio, act: account.SeeGrowth, handle: a.showSeenAudits},
		{method: get, path: "/portfolios/:portfolio/growth/:selfaudit", scope: portfolio, act: account.SeeGrowth, handle: a.showSeenAudit},
		{method: get, path: "/portfolios/:portfolio/growth/:selfaudit/steps/:step", scope: portfolio, act: account.RateGrowth, handle: a.showViewStep},
		{method: post, path: "/portfolios/:portfolio/growth/:selfaudit/steps/:step", scope: portfolio, act: account.RateGrowth, handle: a.saveViewStep},
		{method: post, path: "/portfolios/:portfolio/growth/:selfaudit/finish", scope: portfolio, act: account.RateGrowth, handle: a.finishView},
		// Which statements of a standard support which elements of a framework.
		{method: get, path: "/frameworks/:framework/crosswalks", scope: signedIn, handle: a.showCrosswalks},
		{method: get, path: "/frameworks/:framework/crosswalks/:standard", scope: signedIn, handle: a.showCrosswalk},
		{method: get, path: "/frameworks/:framework/crosswalks/:standard/file", scope: signedIn, handle: a.sendCrosswalk},
		{method: get, path: "/frameworks/:framework/crosswalks/:standard/history", scope: signedIn, handle: a.showCrosswalkHistory},
		{method: get, path: "/frameworks/:framework/crosswalks/:standard/history/:version", scope: signedIn, handle: a.showCrosswalkVersion},
		{method: post, path: "/frameworks/:framework/crosswalks/:standard/history/:version/restore", scope: installation, act: account.ManageStandards, handle: a.restoreCrosswalk},
		{method: get, path: "/frameworks/:framework/crosswalks/:standard/link", scope: installation, act: account.ManageStandards, handle: a.showCrosswalkLink},
		{method: post, path: "/frameworks/:framework/crosswalks/:standard/link", scope: installation, act: account.ManageStandards, handle: a.saveCrosswalkLink},
		{method: get, path: "/frameworks/:framework/crosswalks/:standard/proposals", scope: installation, act: account.ManageStandards, handle: a.showCrosswalkProposals},
		{method: post, path: "/frameworks/:framework/crosswalks/:standard/proposals", scope: installation, act: account.ManageStandards, handle: a.takeProposals},
		{method: get, path: "/frameworks/:framework/crosswalks/:standard/upload", scope: installation, act: account.ManageStandards, handle: a.showCrosswalkUpload},
		{method: post, path: "/frameworks/:framework/crosswalks/:standard/upload", scope: installation, act: account.ManageStandards, body: stream, slow: true, handle: a.uploadCrosswalk},

		// One's own account.
		{method: get, path: "/account", scope: signedIn, handle: a.showAccount},
		{method: get, path: "/account/keys", scope: signedIn, handle: a.showKeys},
		{method: post, path: "/account/keys", scope: signedIn, handle: a.setKeys},
		{method: post, path: "/account/hints", scope: signedIn, handle: a.setHints},
		{method: get, path: "/hints/rules", scope: signedIn, handle: a.showHintRules},
		{method: post, path: "/account/name", scope: signedIn, handle: a.renameSelf},
		{method: post, path: "/account/password", scope: signedIn, handle: a.changePassword},
		{method: post, path: "/account/sessions/:session/end", scope: signedIn, handle: a.endSession},
		{method: post, path: "/account/sessions/end-others", scope: signedIn, handle: a.endOtherSessions},

		// What people are told, in the app and by e-mail.
		{method: get, path: "/notices", scope: signedIn, handle: a.showNotices},
		{method: post, path: "/notices/read", scope: signedIn, handle: a.readNotices},
		{method: get, path: "/notices/:notice", scope: signedIn, handle: a.openNotice},
		{method: get, path: "/account/notices", scope: signedIn, handle: a.showNoticeChoices},
		{method: post, path: "/account/notices", scope: signedIn, handle: a.saveNoticeChoices},
		{method: get, path: "/mail", scope: installation, act: account.ManageMail, handle: a.showMail},
		{method: post, path: "/mail/test", scope: installation, act: account.ManageMail, handle: a.sendTest},
		{method: post, path: "/mail/:message/again", scope: installation, act: account.ManageMail, handle: a.sendAgain},
		{method: get, path: "/demo/mailbox", scope: public, handle: a.showMailbox},

		// People and organisations.
		{method: get, path: "/people", scope: installation, act: account.ManagePeople, handle: a.showPeople},
		{method: post, path: "/people", scope: installation, act: account.ManagePeople, handle: a.addPerson},
		{method: post, path: "/people/invite", scope: installation, act: account.ManagePeople, slow: true, handle: a.inviteAll},
		{method: get, path: "/people/new", scope: installation, act: account.ManagePeople, handle: a.showNewPerson},
		{method: get, path: "/people/:person", scope: installation, act: account.ManagePeople, handle: a.showPerson},
		{method: post, path: "/people/:person/invite", scope: installation, act: account.ManagePeople, handle: a.inviteAgain},
		{method: post, path: "/people/:person/suspend", scope: installation, act: account.ManagePeople, handle: a.suspendPerson},
		{method: post, path: "/people/:person/readmit", scope: installation, act: account.ManagePeople, handle: a.readmitPerson},
		{method: post, path: "/people/:person/roles", scope: installation, act: account.ManagePeople, handle: a.giveRole},
		{method: post, path: "/people/:person/roles/end", scope: installation, act: account.ManagePeople, handle: a.endRole},
		{method: get, path: "/organisations", scope: installation, act: account.ManageEnrolment, handle: a.showOrganisations},
		{method: post, path: "/organisations", scope: installation, act: account.ManageEnrolment, handle: a.addOrganisation},
		{method: get, path: "/organisations/:organisation", scope: installation, act: account.ManageEnrolment, handle: a.showOrganisation},
		{method: post, path: "/organisations/:organisation", scope: installation, act: account.ManageEnrolment, handle: a.renameOrganisation},

		// Breaks, ends, coaches and cohorts.
		{method: get, path: "/enrolments/:enrolment/state", scope: installation, act: account.ManageEnrolment, handle: a.showEnrolmentState},
		{method: post, path: "/enrolments/:enrolment/break", scope: installation, act: account.ManageEnrolment, handle: a.beginBreak},
		{method: post, path: "/enrolments/:enrolment/return", scope: installation, act: account.ManageEnrolment, handle: a.endBreak},
		{method: post, path: "/enrolments/:enrolment/leave", scope: installation, act: account.ManageEnrolment, handle: a.leave},
		{method: post, path: "/enrolments/:enrolment/undo", scope: installation, act: account.ManageEnrolment, handle: a.undoState},
		{method: get, path: "/reassign", scope: installation, act: account.ManageEnrolment, handle: a.showReassign},
		{method: post, path: "/reassign", scope: installation, act: account.ManageEnrolment, handle: a.reassign},
		{method: get, path: "/cohorts", scope: installation, act: account.ManageEnrolment, handle: a.showCohorts},
		{method: post, path: "/cohorts", scope: installation, act: account.ManageEnrolment, handle: a.addCohort},
		{method: get, path: "/cohorts/:cohort", scope: installation, act: account.ManageEnrolment, handle: a.showCohort},
		{method: post, path: "/cohorts/:cohort", scope: installation, act: account.ManageEnrolment, handle: a.renameCohort},

		// People and enrolments as a table.
		{method: get, path: "/rosters", scope: installation, act: account.ManageEnrolment, handle: a.showRosters},
		{method: post, path: "/rosters", scope: installation, act: account.ManageEnrolment, body: stream, slow: true, handle: a.addRoster},
		{method: get, path: "/rosters/template.csv", scope: installation, act: account.ManageEnrolment, handle: a.sendTemplate},
		{method: get, path: "/rosters/template.xlsx", scope: installation, act: account.ManageEnrolment, handle: a.sendTemplate},
		{method: get, path: "/rosters/people.csv", scope: installation, act: account.ManageEnrolment, slow: true, handle: a.sendRoster},
		{method: get, path: "/rosters/people.xlsx", scope: installation, act: account.ManageEnrolment, slow: true, handle: a.sendRoster},
		{method: get, path: "/rosters/:roster", scope: installation, act: account.ManageEnrolment, handle: a.showRoster},
		{method: get, path: "/rosters/:roster/job", scope: installation, act: account.ManageEnrolment, handle: a.showRosterJob},
		{method: post, path: "/rosters/:roster/confirm", scope: installation, act: account.ManageEnrolment, slow: true, handle: a.confirmRoster},

		// Enrolments, for those who manage them, and portfolios, for those in them.
		{method: get, path: "/enrolments", scope: installation, act: account.ManageEnrolment, handle: a.showEnrolments},
		{method: post, path: "/enrolments", scope: installation, act: account.ManageEnrolment, handle: a.enrol},
		{method: get, path: "/enrolments/new", scope: installation, act: account.ManageEnrolment, handle: a.showNewEnrolment},
		{method: get, path: "/enrolments/:enrolment", scope: installation, act: account.ManageEnrolment, handle: a.showEnrolment},
		{method: post, path: "/enrolments/:enrolment", scope: installation, act: account.ManageEnrolment, handle: a.changeEnrolment},
		{method: get, path: "/enrolments/:enrolment/plan", scope: installation, act: account.ManageEnrolment, handle: a.showMovePlan},
		{method: post, path: "/enrolments/:enrolment/plan", scope: installation, act: account.ManageEnrolment, handle: a.movePlan},
		{method: get, path: "/standards/:standard/move", scope: installation, act: account.ManageEnrolment, handle: a.showMoveStandard},
		{method: post, path: "/standards/:standard/move", scope: installation, act: account.ManageEnrolment, handle: a.moveStandard},
		{method: get, path: "/search", scope: signedIn, handle: a.showSearch},
		{method: get, path: "/portfolios", scope: signedIn, handle: a.showPortfolios},
		{method: get, path: "/audit", scope: installation, act: account.ReadAudit, handle: a.showAudit},
		{method: get, path: "/audit/exports", scope: installation, act: account.ExportAudit, handle: a.showAuditExports},
		{method: post, path: "/audit/exports", scope: installation, act: account.ExportAudit, handle: a.makeAuditExport},
		{method: get, path: "/audit/exports/jobs/:auditjob", scope: installation, act: account.ExportAudit, handle: a.showAuditJob},
		{method: get, path: "/audit/exports/:auditexport", scope: installation, act: account.ExportAudit, slow: true, handle: a.sendAuditExport},
		{method: get, path: "/audit/:event", scope: installation, act: account.ReadAudit, handle: a.showEvent},
		{method: get, path: "/portfolios/:portfolio/timeline", scope: portfolio, act: account.Read, handle: a.showTimeline},
	}
}
