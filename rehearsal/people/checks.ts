import { acceptReturn, sendBack } from '../../records/checks/check-return.ts';
import { ownReturn } from '../../records/returns/own-return.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Act, type Asked, expectOutcome } from '../asked.ts';

/** The officer has read a returned tool and accepts it. */
export const acceptTool: Act = async (asked) => {
  const { input, by } = await newestVersion(asked);
  const outcome = await acceptReturn(asked.records, input, by, asked.now);
  expectOutcome('accepting', outcome, 'accepted');
};

/** The officer asks for more in the first section. */
export const sendToolBack: Act = async (asked) => {
  const { input, by } = await newestVersion(asked);
  const onBehalf = { ...by, onBehalf: true };
  const found = await transaction(asked.records, (tx) =>
    ownReturn(asked.records, tx, input, onBehalf),
  );
  const section = found?.tool.sections.find(({ applies }) => !applies);
  const text = asked.more.text ?? 'Please say what the child wanted, and who heard it.';
  const remarks = { [section?.key ?? '']: text };
  const outcome = await sendBack(asked.records, { ...input, remarks }, by, asked.now);
  expectOutcome('sending back', outcome, 'sent-back');
};

async function newestVersion({ records, ask }: Asked) {
  const { id, partnershipId, version } = await records.database.return.findUniqueOrThrow({
    where: { id: ask.returnId ?? '' },
  });
  return { input: { partnershipId, returnId: id, version }, by: { contactId: ask.contactId } };
}
