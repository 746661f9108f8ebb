-- AlterTable
ALTER TABLE "Agency" ADD COLUMN     "endReasonSealed" BYTEA,
ADD COLUMN     "endedOn" TEXT;

-- AlterTable
ALTER TABLE "Body" ADD COLUMN     "endReasonSealed" BYTEA,
ADD COLUMN     "endedOn" TEXT;

-- AlterTable
ALTER TABLE "Contact" ADD COLUMN     "leftReasonSealed" BYTEA,
ADD COLUMN     "replacedById" TEXT;

-- AlterTable
ALTER TABLE "RoleHolding" ADD COLUMN     "endReasonSealed" BYTEA;

-- CreateTable
CREATE TABLE "SearchToken" (
    "id" BIGSERIAL NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "rowId" TEXT NOT NULL,
    "auditId" TEXT,
    "token" TEXT NOT NULL,

    CONSTRAINT "SearchToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DirectoryImport" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "uploadedAt" TIMESTAMPTZ(3) NOT NULL,
    "uploadedById" TEXT NOT NULL,
    "appliedAt" TIMESTAMPTZ(3),
    "appliedById" TEXT,
    "counts" JSONB,

    CONSTRAINT "DirectoryImport_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SearchToken_partnershipId_token_idx" ON "SearchToken"("partnershipId", "token");

-- CreateIndex
CREATE INDEX "SearchToken_auditId_idx" ON "SearchToken"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "SearchToken_kind_rowId_token_key" ON "SearchToken"("kind", "rowId", "token");

-- CreateIndex
CREATE INDEX "DirectoryImport_partnershipId_idx" ON "DirectoryImport"("partnershipId");
