-- AlterTable
ALTER TABLE "Audit" ADD COLUMN     "kloes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "overlapSealed" BYTEA;

-- AlterTable
ALTER TABLE "Finding" ADD COLUMN     "kloe" TEXT;

-- CreateTable
CREATE TABLE "PlanDecision" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "bodyId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "termsVersion" INTEGER,
    "outcome" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "minuteReference" TEXT,
    "textSealed" BYTEA,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedById" TEXT NOT NULL,

    CONSTRAINT "PlanDecision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TermsVersion" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,
    "savedById" TEXT NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TermsVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TermsAnswer" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "contactId" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "textSealed" BYTEA,
    "answeredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TermsAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TeamsTold" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "toldOn" TEXT,
    "late" BOOLEAN NOT NULL,
    "textSealed" BYTEA,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "givenById" TEXT,
    "onBehalfOf" BYTEA,

    CONSTRAINT "TeamsTold_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PlanDecision_auditId_stageKey_idx" ON "PlanDecision"("auditId", "stageKey");

-- CreateIndex
CREATE UNIQUE INDEX "TermsVersion_auditId_stageKey_version_key" ON "TermsVersion"("auditId", "stageKey", "version");

-- CreateIndex
CREATE INDEX "TermsAnswer_auditId_stageKey_idx" ON "TermsAnswer"("auditId", "stageKey");

-- CreateIndex
CREATE INDEX "TeamsTold_auditId_stageKey_idx" ON "TeamsTold"("auditId", "stageKey");
