-- CreateTable
CREATE TABLE "Partnership" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "closures" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Partnership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Agency" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mailDomains" JSONB NOT NULL,

    CONSTRAINT "Agency_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Service" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Body" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Body_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Contact" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "agencyId" TEXT,
    "nameSealed" BYTEA NOT NULL,
    "emailSealed" BYTEA NOT NULL,
    "emailToken" TEXT NOT NULL,
    "bouncedAt" TIMESTAMPTZ(3),
    "bounceReason" TEXT,
    "leftAt" TIMESTAMPTZ(3),

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RoleHolding" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "agencyId" TEXT,
    "bodyId" TEXT,
    "fromDate" TEXT NOT NULL,
    "toDate" TEXT,

    CONSTRAINT "RoleHolding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProfileVersion" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "yaml" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "loadedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProfileVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "startKey" TEXT NOT NULL,
    "profileVersionId" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "planHash" TEXT NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "focusSealed" BYTEA NOT NULL,
    "windowFrom" TEXT NOT NULL,
    "windowTo" TEXT NOT NULL,
    "windowReason" BYTEA,
    "cohortSize" INTEGER NOT NULL,
    "cohortReason" BYTEA,
    "state" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedById" TEXT NOT NULL,
    "pausedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditDraft" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "answersSealed" BYTEA NOT NULL,
    "revision" INTEGER NOT NULL,
    "begunById" TEXT NOT NULL,
    "begunAt" TIMESTAMPTZ(3) NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AuditDraft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditSource" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "rationaleSealed" BYTEA NOT NULL,

    CONSTRAINT "AuditSource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Stage" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "begunAt" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Stage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditDate" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "degree" TEXT NOT NULL,
    "date" TEXT,
    "setAt" TIMESTAMPTZ(3) NOT NULL,
    "setById" TEXT,
    "reasonSealed" BYTEA,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditDate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SamplingFrame" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "rowCount" INTEGER NOT NULL,
    "droppedColumns" INTEGER NOT NULL,
    "leftOutSealed" BYTEA NOT NULL,
    "uploadedAt" TIMESTAMPTZ(3) NOT NULL,
    "uploadedById" TEXT NOT NULL,

    CONSTRAINT "SamplingFrame_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FrameRow" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "frameId" TEXT NOT NULL,
    "stratum" TEXT NOT NULL,
    "referenceSealed" BYTEA NOT NULL,
    "familyReferenceSealed" BYTEA,
    "sourceSealed" BYTEA NOT NULL,
    "knownAgencies" JSONB NOT NULL,
    "excludedReasonSealed" BYTEA,

    CONSTRAINT "FrameRow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Draw" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "seed" TEXT NOT NULL,
    "frameHash" TEXT NOT NULL,
    "quotas" JSONB NOT NULL,
    "drawnAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Draw_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ticket" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "drawId" TEXT NOT NULL,
    "frameRowId" TEXT NOT NULL,
    "stratum" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "drawn" BOOLEAN NOT NULL,
    "skippedReason" TEXT,

    CONSTRAINT "Ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Case" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "stratum" TEXT NOT NULL,
    "ticketId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "replacesCaseId" TEXT,
    "replacedReasonSealed" BYTEA,
    "heldAt" TIMESTAMPTZ(3),
    "holdReasonSealed" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CasePerson" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "relation" TEXT NOT NULL,
    "detailSealed" BYTEA NOT NULL,
    "enteredAt" TIMESTAMPTZ(3) NOT NULL,
    "enteredById" TEXT NOT NULL,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "CasePerson_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Involvement" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "serviceId" TEXT,
    "state" TEXT NOT NULL,
    "detailSealed" BYTEA,
    "fromDate" TEXT,
    "toDate" TEXT,
    "answeredAt" TIMESTAMPTZ(3),
    "answeredById" TEXT,
    "onBehalfOf" BYTEA,

    CONSTRAINT "Involvement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Request" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "wait" TEXT NOT NULL,
    "responsibleId" TEXT NOT NULL,
    "outcome" TEXT,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Return" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "requestId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "serviceId" TEXT,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "assigneeId" TEXT,
    "statementById" TEXT,
    "statementAt" TIMESTAMPTZ(3),
    "independenceSealed" BYTEA,
    "nilReasonSealed" BYTEA,

    CONSTRAINT "Return_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReturnDraft" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "returnId" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "answersSealed" BYTEA NOT NULL,
    "revision" INTEGER NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,
    "savedById" TEXT NOT NULL,

    CONSTRAINT "ReturnDraft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReturnVersion" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "returnId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "answersSealed" BYTEA NOT NULL,
    "receipt" TEXT NOT NULL,
    "submissionKey" TEXT NOT NULL,
    "submittedAt" TIMESTAMPTZ(3) NOT NULL,
    "submittedById" TEXT NOT NULL,
    "onBehalfOf" BYTEA,

    CONSTRAINT "ReturnVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ask" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "wait" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "auditId" TEXT,
    "stageKey" TEXT,
    "agencyId" TEXT,
    "requestId" TEXT,
    "returnId" TEXT,
    "concernId" TEXT,
    "round" INTEGER,
    "contactId" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "dueDate" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "firstDueDate" TEXT NOT NULL,
    "moments" JSONB NOT NULL,
    "nextAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Ask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Link" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endedWhy" TEXT,

    CONSTRAINT "Link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkToken" (
    "hash" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "linkId" TEXT NOT NULL,
    "letterId" TEXT,
    "purpose" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LinkToken_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "LinkCode" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "linkId" TEXT NOT NULL,
    "browserHash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "codeSealed" BYTEA,
    "triesLeft" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LinkCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "hash" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "linkId" TEXT,
    "contactId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdById" TEXT,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "ids" JSONB NOT NULL,
    "digests" JSONB NOT NULL,
    "actorId" TEXT,
    "onBehalf" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EventReason" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "textSealed" BYTEA NOT NULL,

    CONSTRAINT "EventReason_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChainHead" (
    "chain" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "ChainHead_pkey" PRIMARY KEY ("chain")
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "auditId" TEXT,
    "ids" JSONB NOT NULL,
    "thread" TEXT,
    "state" TEXT NOT NULL,
    "queuedAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "claimedAt" TIMESTAMPTZ(3),
    "messageId" TEXT,
    "frozenSealed" BYTEA,
    "sentAt" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "Letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Nudge" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "workflowType" TEXT NOT NULL,
    "workflowId" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "queuedAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "Nudge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QualityCheck" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "returnId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "checkedById" TEXT,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "QualityCheck_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReturnRemark" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "qualityCheckId" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "remarkSealed" BYTEA NOT NULL,
    "answerSealed" BYTEA,
    "answeredById" TEXT,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReturnRemark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PackEdition" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "circulatedAt" TIMESTAMPTZ(3) NOT NULL,
    "circulatedById" TEXT,

    CONSTRAINT "PackEdition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PackItem" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "editionId" TEXT NOT NULL,
    "returnId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "caseId" TEXT NOT NULL,

    CONSTRAINT "PackItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Meeting" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "startsAt" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "venueSealed" BYTEA,
    "revision" INTEGER NOT NULL,
    "contextSealed" BYTEA,
    "recordedAt" TIMESTAMPTZ(3),
    "recordedById" TEXT,

    CONSTRAINT "Meeting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attendance" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "meetingId" TEXT NOT NULL,
    "agencyId" TEXT,
    "serviceId" TEXT,
    "contactId" TEXT,
    "nameSealed" BYTEA,
    "deputyForId" TEXT,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,
    "reply" TEXT,
    "attended" BOOLEAN,
    "confidentialAt" TIMESTAMPTZ(3),
    "confidentialHow" TEXT,
    "wantsApproval" BOOLEAN NOT NULL DEFAULT false,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "Attendance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModeratedRating" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "returnId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "section" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "agreed" TEXT,
    "viewsSealed" BYTEA,
    "reasonSealed" BYTEA,
    "moderatedAt" TIMESTAMPTZ(3) NOT NULL,
    "moderatedById" TEXT NOT NULL,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "ModeratedRating_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conclusion" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "head" TEXT NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "revision" INTEGER NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL,
    "writtenById" TEXT NOT NULL,

    CONSTRAINT "Conclusion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Finding" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" TEXT,
    "agencyId" TEXT,
    "textSealed" BYTEA NOT NULL,
    "replacesId" TEXT,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedById" TEXT NOT NULL,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "Finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Recommendation" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "ownerAgencyId" TEXT NOT NULL,
    "dueDate" TEXT NOT NULL,
    "findingId" TEXT,
    "replacesId" TEXT,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedById" TEXT NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "Recommendation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReportVersion" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "bodySealed" BYTEA NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL,
    "writtenById" TEXT,

    CONSTRAINT "ReportVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReportCirculation" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "reportVersionId" TEXT NOT NULL,
    "changeKind" TEXT NOT NULL,
    "reasonSealed" BYTEA,
    "circulatedAt" TIMESTAMPTZ(3) NOT NULL,
    "circulatedById" TEXT NOT NULL,

    CONSTRAINT "ReportCirculation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentifierClearance" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "reportVersionId" TEXT,
    "briefingId" TEXT,
    "hitDigest" TEXT NOT NULL,
    "reasonSealed" BYTEA NOT NULL,
    "clearedAt" TIMESTAMPTZ(3) NOT NULL,
    "clearedById" TEXT NOT NULL,

    CONSTRAINT "IdentifierClearance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Approval" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "reportVersionId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "remarksSealed" BYTEA,
    "answeredAt" TIMESTAMPTZ(3) NOT NULL,
    "voidedAt" TIMESTAMPTZ(3),
    "voidedWhy" TEXT,
    "replySealed" BYTEA,
    "repliedAt" TIMESTAMPTZ(3),
    "repliedById" TEXT,

    CONSTRAINT "Approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "bodyId" TEXT NOT NULL,
    "reportVersionId" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "minuteReference" TEXT,
    "nextDate" TEXT,
    "amendedVersionId" TEXT,
    "textSealed" BYTEA,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedById" TEXT NOT NULL,

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Action" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "recommendationId" TEXT NOT NULL,
    "bodyId" TEXT NOT NULL,
    "ownerAgencyId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "dueDate" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "adoptedAt" TIMESTAMPTZ(3) NOT NULL,
    "completedAt" TIMESTAMPTZ(3),
    "confirmedById" TEXT,

    CONSTRAINT "Action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ActionUpdate" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "actionId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "late" BOOLEAN NOT NULL,
    "answer" TEXT NOT NULL,
    "textSealed" BYTEA,
    "givenById" TEXT,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "onBehalfOf" BYTEA,
    "review" TEXT,
    "reviewSealed" BYTEA,
    "reviewedById" TEXT,
    "reviewedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ActionUpdate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WorkPlan" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "bodyId" TEXT NOT NULL,
    "profileVersionId" TEXT NOT NULL,
    "everyMonths" INTEGER NOT NULL,
    "beganOn" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "statusAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WorkPlan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StatusReport" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "bodyId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "counts" JSONB NOT NULL,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StatusReport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Briefing" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "pointsSealed" BYTEA NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL,
    "writtenById" TEXT,

    CONSTRAINT "Briefing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BriefingPublication" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "briefingId" TEXT NOT NULL,
    "publishedOn" TEXT NOT NULL,
    "whereSealed" BYTEA NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedById" TEXT NOT NULL,

    CONSTRAINT "BriefingPublication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "GoodPracticeFeedback" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "late" BOOLEAN NOT NULL,
    "answer" TEXT NOT NULL,
    "textSealed" BYTEA,
    "givenById" TEXT,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "onBehalfOf" BYTEA,

    CONSTRAINT "GoodPracticeFeedback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UrgentConcern" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "raiseKey" TEXT NOT NULL,
    "profileVersionId" TEXT,
    "auditId" TEXT,
    "caseId" TEXT,
    "agencyId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "raisedById" TEXT NOT NULL,
    "fromSealed" BYTEA,
    "nameWithheld" BOOLEAN NOT NULL,
    "route" TEXT NOT NULL,
    "kept" JSONB NOT NULL,
    "phonedAt" TIMESTAMPTZ(3),
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "acknowledgedAt" TIMESTAMPTZ(3),
    "acknowledgedById" TEXT,
    "onBehalfOf" BYTEA,
    "closedAt" TIMESTAMPTZ(3),
    "closedById" TEXT,

    CONSTRAINT "UrgentConcern_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConcernStatement" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "concernId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "givenById" TEXT NOT NULL,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "onBehalfOf" BYTEA,

    CONSTRAINT "ConcernStatement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConcernDecision" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "concernId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "reasonSealed" BYTEA,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedById" TEXT NOT NULL,

    CONSTRAINT "ConcernDecision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Agency_partnershipId_key_key" ON "Agency"("partnershipId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Service_agencyId_key_key" ON "Service"("agencyId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Body_partnershipId_key_key" ON "Body"("partnershipId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Contact_partnershipId_emailToken_key" ON "Contact"("partnershipId", "emailToken");

-- CreateIndex
CREATE INDEX "RoleHolding_partnershipId_role_idx" ON "RoleHolding"("partnershipId", "role");

-- CreateIndex
CREATE UNIQUE INDEX "ProfileVersion_partnershipId_name_version_key" ON "ProfileVersion"("partnershipId", "name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Audit_startKey_key" ON "Audit"("startKey");

-- CreateIndex
CREATE INDEX "Audit_partnershipId_state_idx" ON "Audit"("partnershipId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Audit_partnershipId_number_key" ON "Audit"("partnershipId", "number");

-- CreateIndex
CREATE INDEX "AuditDraft_partnershipId_begunById_idx" ON "AuditDraft"("partnershipId", "begunById");

-- CreateIndex
CREATE UNIQUE INDEX "Stage_auditId_key_key" ON "Stage"("auditId", "key");

-- CreateIndex
CREATE INDEX "AuditDate_auditId_key_idx" ON "AuditDate"("auditId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "SamplingFrame_auditId_key" ON "SamplingFrame"("auditId");

-- CreateIndex
CREATE INDEX "FrameRow_frameId_idx" ON "FrameRow"("frameId");

-- CreateIndex
CREATE UNIQUE INDEX "Draw_auditId_key" ON "Draw"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_frameRowId_key" ON "Ticket"("frameRowId");

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_drawId_stratum_number_key" ON "Ticket"("drawId", "stratum", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Case_ticketId_key" ON "Case"("ticketId");

-- CreateIndex
CREATE UNIQUE INDEX "Case_replacesCaseId_key" ON "Case"("replacesCaseId");

-- CreateIndex
CREATE UNIQUE INDEX "Case_auditId_number_key" ON "Case"("auditId", "number");

-- CreateIndex
CREATE INDEX "CasePerson_caseId_idx" ON "CasePerson"("caseId");

-- CreateIndex
CREATE INDEX "Involvement_auditId_agencyId_idx" ON "Involvement"("auditId", "agencyId");

-- CreateIndex
CREATE UNIQUE INDEX "Request_auditId_agencyId_key" ON "Request"("auditId", "agencyId");

-- CreateIndex
CREATE UNIQUE INDEX "Return_requestId_caseId_serviceId_key" ON "Return"("requestId", "caseId", "serviceId");

-- CreateIndex
CREATE UNIQUE INDEX "ReturnDraft_returnId_section_key" ON "ReturnDraft"("returnId", "section");

-- CreateIndex
CREATE UNIQUE INDEX "ReturnVersion_receipt_key" ON "ReturnVersion"("receipt");

-- CreateIndex
CREATE UNIQUE INDEX "ReturnVersion_returnId_version_key" ON "ReturnVersion"("returnId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "ReturnVersion_returnId_submissionKey_key" ON "ReturnVersion"("returnId", "submissionKey");

-- CreateIndex
CREATE UNIQUE INDEX "Ask_key_key" ON "Ask"("key");

-- CreateIndex
CREATE INDEX "Ask_wait_outcome_idx" ON "Ask"("wait", "outcome");

-- CreateIndex
CREATE INDEX "Ask_concernId_idx" ON "Ask"("concernId");

-- CreateIndex
CREATE INDEX "Ask_contactId_outcome_idx" ON "Ask"("contactId", "outcome");

-- CreateIndex
CREATE INDEX "Link_contactId_idx" ON "Link"("contactId");

-- CreateIndex
CREATE UNIQUE INDEX "LinkToken_letterId_key" ON "LinkToken"("letterId");

-- CreateIndex
CREATE INDEX "LinkCode_linkId_createdAt_idx" ON "LinkCode"("linkId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "Event_chain_seq_key" ON "Event"("chain", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "EventReason_chain_seq_key" ON "EventReason"("chain", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_key_key" ON "Letter"("key");

-- CreateIndex
CREATE INDEX "Letter_state_nextAttemptAt_idx" ON "Letter"("state", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "Letter_auditId_queuedAt_idx" ON "Letter"("auditId", "queuedAt");

-- CreateIndex
CREATE INDEX "Letter_thread_idx" ON "Letter"("thread");

-- CreateIndex
CREATE INDEX "Nudge_sentAt_queuedAt_idx" ON "Nudge"("sentAt", "queuedAt");

-- CreateIndex
CREATE UNIQUE INDEX "QualityCheck_returnId_version_outcome_key" ON "QualityCheck"("returnId", "version", "outcome");

-- CreateIndex
CREATE UNIQUE INDEX "ReturnRemark_qualityCheckId_section_key" ON "ReturnRemark"("qualityCheckId", "section");

-- CreateIndex
CREATE UNIQUE INDEX "PackEdition_auditId_number_key" ON "PackEdition"("auditId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "PackItem_editionId_returnId_key" ON "PackItem"("editionId", "returnId");

-- CreateIndex
CREATE UNIQUE INDEX "Meeting_auditId_stageKey_key" ON "Meeting"("auditId", "stageKey");

-- CreateIndex
CREATE UNIQUE INDEX "Attendance_meetingId_contactId_key" ON "Attendance"("meetingId", "contactId");

-- CreateIndex
CREATE INDEX "ModeratedRating_returnId_section_idx" ON "ModeratedRating"("returnId", "section");

-- CreateIndex
CREATE UNIQUE INDEX "Conclusion_auditId_head_key" ON "Conclusion"("auditId", "head");

-- CreateIndex
CREATE UNIQUE INDEX "Finding_replacesId_key" ON "Finding"("replacesId");

-- CreateIndex
CREATE INDEX "Finding_auditId_idx" ON "Finding"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "Recommendation_replacesId_key" ON "Recommendation"("replacesId");

-- CreateIndex
CREATE INDEX "Recommendation_auditId_number_idx" ON "Recommendation"("auditId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "ReportVersion_auditId_version_key" ON "ReportVersion"("auditId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "ReportCirculation_auditId_number_key" ON "ReportCirculation"("auditId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "IdentifierClearance_auditId_hitDigest_key" ON "IdentifierClearance"("auditId", "hitDigest");

-- CreateIndex
CREATE INDEX "Approval_auditId_stageKey_idx" ON "Approval"("auditId", "stageKey");

-- CreateIndex
CREATE INDEX "Decision_auditId_stageKey_idx" ON "Decision"("auditId", "stageKey");

-- CreateIndex
CREATE UNIQUE INDEX "Action_recommendationId_key" ON "Action"("recommendationId");

-- CreateIndex
CREATE INDEX "Action_partnershipId_bodyId_state_idx" ON "Action"("partnershipId", "bodyId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Action_auditId_number_key" ON "Action"("auditId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "ActionUpdate_actionId_round_late_key" ON "ActionUpdate"("actionId", "round", "late");

-- CreateIndex
CREATE UNIQUE INDEX "WorkPlan_bodyId_key" ON "WorkPlan"("bodyId");

-- CreateIndex
CREATE INDEX "WorkPlan_partnershipId_idx" ON "WorkPlan"("partnershipId");

-- CreateIndex
CREATE UNIQUE INDEX "StatusReport_bodyId_round_key" ON "StatusReport"("bodyId", "round");

-- CreateIndex
CREATE UNIQUE INDEX "Briefing_auditId_version_key" ON "Briefing"("auditId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "BriefingPublication_auditId_key" ON "BriefingPublication"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "BriefingPublication_briefingId_key" ON "BriefingPublication"("briefingId");

-- CreateIndex
CREATE UNIQUE INDEX "GoodPracticeFeedback_auditId_agencyId_late_key" ON "GoodPracticeFeedback"("auditId", "agencyId", "late");

-- CreateIndex
CREATE UNIQUE INDEX "UrgentConcern_raiseKey_key" ON "UrgentConcern"("raiseKey");

-- CreateIndex
CREATE INDEX "UrgentConcern_partnershipId_state_idx" ON "UrgentConcern"("partnershipId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "UrgentConcern_partnershipId_number_key" ON "UrgentConcern"("partnershipId", "number");

-- CreateIndex
CREATE INDEX "ConcernStatement_concernId_idx" ON "ConcernStatement"("concernId");

-- CreateIndex
CREATE INDEX "ConcernDecision_concernId_idx" ON "ConcernDecision"("concernId");

-- AddForeignKey
ALTER TABLE "Agency" ADD CONSTRAINT "Agency_partnershipId_fkey" FOREIGN KEY ("partnershipId") REFERENCES "Partnership"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Service" ADD CONSTRAINT "Service_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Body" ADD CONSTRAINT "Body_partnershipId_fkey" FOREIGN KEY ("partnershipId") REFERENCES "Partnership"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_partnershipId_fkey" FOREIGN KEY ("partnershipId") REFERENCES "Partnership"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoleHolding" ADD CONSTRAINT "RoleHolding_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoleHolding" ADD CONSTRAINT "RoleHolding_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoleHolding" ADD CONSTRAINT "RoleHolding_bodyId_fkey" FOREIGN KEY ("bodyId") REFERENCES "Body"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProfileVersion" ADD CONSTRAINT "ProfileVersion_partnershipId_fkey" FOREIGN KEY ("partnershipId") REFERENCES "Partnership"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Audit" ADD CONSTRAINT "Audit_partnershipId_fkey" FOREIGN KEY ("partnershipId") REFERENCES "Partnership"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Audit" ADD CONSTRAINT "Audit_profileVersionId_fkey" FOREIGN KEY ("profileVersionId") REFERENCES "ProfileVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditSource" ADD CONSTRAINT "AuditSource_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Stage" ADD CONSTRAINT "Stage_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditDate" ADD CONSTRAINT "AuditDate_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SamplingFrame" ADD CONSTRAINT "SamplingFrame_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FrameRow" ADD CONSTRAINT "FrameRow_frameId_fkey" FOREIGN KEY ("frameId") REFERENCES "SamplingFrame"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Draw" ADD CONSTRAINT "Draw_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_drawId_fkey" FOREIGN KEY ("drawId") REFERENCES "Draw"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_frameRowId_fkey" FOREIGN KEY ("frameRowId") REFERENCES "FrameRow"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CasePerson" ADD CONSTRAINT "CasePerson_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Involvement" ADD CONSTRAINT "Involvement_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Involvement" ADD CONSTRAINT "Involvement_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Involvement" ADD CONSTRAINT "Involvement_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Involvement" ADD CONSTRAINT "Involvement_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Return" ADD CONSTRAINT "Return_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Return" ADD CONSTRAINT "Return_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Return" ADD CONSTRAINT "Return_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReturnDraft" ADD CONSTRAINT "ReturnDraft_returnId_fkey" FOREIGN KEY ("returnId") REFERENCES "Return"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReturnVersion" ADD CONSTRAINT "ReturnVersion_returnId_fkey" FOREIGN KEY ("returnId") REFERENCES "Return"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_returnId_fkey" FOREIGN KEY ("returnId") REFERENCES "Return"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_concernId_fkey" FOREIGN KEY ("concernId") REFERENCES "UrgentConcern"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Link" ADD CONSTRAINT "Link_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkToken" ADD CONSTRAINT "LinkToken_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkCode" ADD CONSTRAINT "LinkCode_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Letter" ADD CONSTRAINT "Letter_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualityCheck" ADD CONSTRAINT "QualityCheck_returnId_fkey" FOREIGN KEY ("returnId") REFERENCES "Return"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReturnRemark" ADD CONSTRAINT "ReturnRemark_qualityCheckId_fkey" FOREIGN KEY ("qualityCheckId") REFERENCES "QualityCheck"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PackItem" ADD CONSTRAINT "PackItem_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "PackEdition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attendance" ADD CONSTRAINT "Attendance_meetingId_fkey" FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReportCirculation" ADD CONSTRAINT "ReportCirculation_reportVersionId_fkey" FOREIGN KEY ("reportVersionId") REFERENCES "ReportVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentifierClearance" ADD CONSTRAINT "IdentifierClearance_reportVersionId_fkey" FOREIGN KEY ("reportVersionId") REFERENCES "ReportVersion"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_reportVersionId_fkey" FOREIGN KEY ("reportVersionId") REFERENCES "ReportVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Action" ADD CONSTRAINT "Action_recommendationId_fkey" FOREIGN KEY ("recommendationId") REFERENCES "Recommendation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ActionUpdate" ADD CONSTRAINT "ActionUpdate_actionId_fkey" FOREIGN KEY ("actionId") REFERENCES "Action"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WorkPlan" ADD CONSTRAINT "WorkPlan_bodyId_fkey" FOREIGN KEY ("bodyId") REFERENCES "Body"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BriefingPublication" ADD CONSTRAINT "BriefingPublication_briefingId_fkey" FOREIGN KEY ("briefingId") REFERENCES "Briefing"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConcernStatement" ADD CONSTRAINT "ConcernStatement_concernId_fkey" FOREIGN KEY ("concernId") REFERENCES "UrgentConcern"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConcernDecision" ADD CONSTRAINT "ConcernDecision_concernId_fkey" FOREIGN KEY ("concernId") REFERENCES "UrgentConcern"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
