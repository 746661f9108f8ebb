-- CreateTable
CREATE TABLE "WrongPerson" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "saidSealed" BYTEA NOT NULL,
    "saidAt" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,
    "reasonSealed" BYTEA,
    "settledAt" TIMESTAMPTZ(3),
    "settledById" TEXT,

    CONSTRAINT "WrongPerson_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "WrongPerson_contactId_settledAt_idx" ON "WrongPerson"("contactId", "settledAt");

-- AddForeignKey
ALTER TABLE "WrongPerson" ADD CONSTRAINT "WrongPerson_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
