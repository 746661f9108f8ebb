-- CreateTable
CREATE TABLE "PlannedAction" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "recommendationId" TEXT NOT NULL,
    "detailSealed" BYTEA NOT NULL,
    "caseId" TEXT,
    "agreedOn" TEXT,
    "revision" INTEGER NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,
    "savedById" TEXT NOT NULL,

    CONSTRAINT "PlannedAction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ActionException" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "actionId" TEXT NOT NULL,
    "bodyId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "clearedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ActionException_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "PlannedAction_recommendationId_key" ON "PlannedAction"("recommendationId");

-- CreateIndex
CREATE INDEX "PlannedAction_auditId_idx" ON "PlannedAction"("auditId");

-- CreateIndex
CREATE INDEX "ActionException_partnershipId_bodyId_clearedAt_idx" ON "ActionException"("partnershipId", "bodyId", "clearedAt");

-- CreateIndex
CREATE INDEX "ActionException_actionId_idx" ON "ActionException"("actionId");
