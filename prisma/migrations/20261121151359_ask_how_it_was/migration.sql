-- CreateTable
CREATE TABLE "ExperienceAnswer" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "answersSealed" BYTEA NOT NULL,

    CONSTRAINT "ExperienceAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ExperienceAnswer_auditId_idx" ON "ExperienceAnswer"("auditId");
