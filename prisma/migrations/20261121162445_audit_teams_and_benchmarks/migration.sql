-- AlterTable
ALTER TABLE "ReturnVersion" ADD COLUMN     "afterMeeting" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "TeamNaming" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "late" BOOLEAN NOT NULL,
    "textSealed" BYTEA,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "givenById" TEXT,
    "onBehalfOf" BYTEA,

    CONSTRAINT "TeamNaming_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TeamMember" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "newToAuditing" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL,
    "namedAt" TIMESTAMPTZ(3) NOT NULL,
    "namedById" TEXT,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "TeamMember_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QualityIssue" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "raisedById" TEXT NOT NULL,
    "replySealed" BYTEA,
    "repliedAt" TIMESTAMPTZ(3),

    CONSTRAINT "QualityIssue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InitialFinding" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" TEXT,
    "agencyId" TEXT,
    "textSealed" BYTEA NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedById" TEXT NOT NULL,
    "outcomeSealed" BYTEA,
    "outcomeAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "InitialFinding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Benchmark" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "whatSealed" BYTEA NOT NULL,
    "earlierAuditId" TEXT,
    "counts" JSONB,
    "enteredAt" TIMESTAMPTZ(3) NOT NULL,
    "enteredById" TEXT NOT NULL,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "Benchmark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RiskReport" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "raiseKey" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "bodyId" TEXT NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "fromSealed" BYTEA,
    "raisedById" TEXT NOT NULL,
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "dueDate" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "nextAt" TIMESTAMPTZ(3),
    "reminders" INTEGER NOT NULL,
    "scheduledFor" TEXT,
    "noteSealed" BYTEA,
    "scheduledAt" TIMESTAMPTZ(3),
    "scheduledById" TEXT,

    CONSTRAINT "RiskReport_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TeamNaming_auditId_stageKey_idx" ON "TeamNaming"("auditId", "stageKey");

-- CreateIndex
CREATE UNIQUE INDEX "TeamMember_auditId_contactId_key" ON "TeamMember"("auditId", "contactId");

-- CreateIndex
CREATE INDEX "QualityIssue_auditId_idx" ON "QualityIssue"("auditId");

-- CreateIndex
CREATE INDEX "QualityIssue_contactId_idx" ON "QualityIssue"("contactId");

-- CreateIndex
CREATE INDEX "InitialFinding_auditId_idx" ON "InitialFinding"("auditId");

-- CreateIndex
CREATE INDEX "Benchmark_auditId_idx" ON "Benchmark"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "RiskReport_raiseKey_key" ON "RiskReport"("raiseKey");

-- CreateIndex
CREATE INDEX "RiskReport_partnershipId_state_idx" ON "RiskReport"("partnershipId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "RiskReport_partnershipId_number_key" ON "RiskReport"("partnershipId", "number");
