-- AlterTable
ALTER TABLE "Meeting" ADD COLUMN     "chairId" TEXT;

-- CreateTable
CREATE TABLE "DeepDive" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "reasonSealed" BYTEA NOT NULL,
    "chosenAt" TIMESTAMPTZ(3) NOT NULL,
    "chosenById" TEXT,
    "onBehalfOf" BYTEA,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "DeepDive_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DeepDive_auditId_idx" ON "DeepDive"("auditId");
