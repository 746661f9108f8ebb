-- CreateTable
CREATE TABLE "EnteredAnswer" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "askId" TEXT NOT NULL,
    "receivedSealed" BYTEA NOT NULL,
    "enteredAt" TIMESTAMPTZ(3) NOT NULL,
    "enteredById" TEXT,

    CONSTRAINT "EnteredAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "EnteredAnswer_auditId_idx" ON "EnteredAnswer"("auditId");
