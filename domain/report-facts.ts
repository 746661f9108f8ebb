import type { GradeComparison } from './benchmark.ts';
import type { PlainDate } from './calendar.ts';
import type { ReportSectionPlan } from './report-sections.ts';
import type { Words } from './words.ts';

/**
 * What is known of an audit when its report is drafted: texts of the discussion, and counts. A part
 * that the process does not have is null, and the report does without it.
 */
export interface ReportFacts {
  /** Of the process. */
  title: string;
  /** Of its report; null: the process says none. */
  reportTitle: string | null;
  sections: ReportSectionPlan[];
  partnership: string;
  number: string;
  words: Words;
  focus: string;
  /** The key lines of enquiry under which it comes (CH-1). */
  kloes?: string[];
  /** Where the focus came from (DD-2). */
  sources: { label: string; rationale: string }[];
  period: { from: PlainDate; to: PlainDate };
  sample: SampleFacts | null;
  involvement: { asked: number; answered: number; silent: string[] } | null;
  /** Audit tools by agency; those about a child that turned out not to be known are not asked for. */
  tools: { agency: string; asked: number; received: number }[];
  /** Who was asked about themselves and answered; null where returns are about children. */
  answers?: AnswerCounts | null;
  grades: GradeFacts | null;
  /** Beside those of an earlier audit, where it is read against one (SO-42). */
  benchmark?: GradeComparison | null;
  /** How many tools were revised after the discussion; the numbers count the last version (SO-22). */
  revised?: number;
  findings: { kind: 'good-practice' | 'development' | 'theme'; text: string }[];
  conclusions: { label: string; text: string }[];
  /** What was learnt about the audit itself (SO-23). */
  processLearning?: string;
  recommendations: {
    id: string;
    number: number;
    text: string;
    ownerAgencyId: string;
    owner: string;
    dueDate: PlainDate;
  }[];
  discussion: DiscussionFacts | null;
}

/** How many were asked and answered, where nobody was asked about children. */
export type AnswerCounts =
  | {
      subject: 'agency' | 'establishment';
      asked: number;
      received: number;
      /** Said that they made it elsewhere, or that there is nothing to answer for. */
      nil: number;
      /** Names of agencies that did not answer; establishments are counted only. */
      silent: string[];
      silentCount: number;
      /** Left while they were asked, and count in nothing above. */
      withdrawn: number;
    }
  | {
      subject: 'person';
      attendances: number;
      both: number;
      attendeeOnly: number;
      managerOnly: number;
      neither: number;
      withdrawn: number;
    };

export interface SampleFacts {
  /** Chosen and not drawn at random. */
  allocated?: boolean;
  /** Children on the list, and how many of them were excluded before the selection. */
  listed: number;
  excluded: number;
  /** Children who take part, by level of need. */
  levels: { label: string; children: number }[];
  leftOut: { label: string; reason: string }[];
  replaced: number;
  /** Of those that left the sample without another in their place, and that joined it later. */
  withdrawn: number;
  added: number;
  /** On hold because of a death, court or review: nothing about them is in the draft. */
  held: number;
}

export interface GradeFacts {
  scale: { key: string; label: string }[];
  sections: {
    /** "section/question" */
    place?: string;
    title: string;
    /** How many tools gave each grade, by its key, and how many gave none with a reason. */
    own: Record<string, number>;
    /** How many grades the discussion agreed, by key; null where grades are not discussed. */
    agreed: Record<string, number> | null;
    notAgreed: number;
  }[];
}

export interface DiscussionFacts {
  date: PlainDate;
  present: number;
  /** Who had completed a tool and was not represented (DD-14). */
  missing: string[];
  /** Whence whoever chaired it came, without their name; null where the process names no chair. */
  chair: { from: string | null; independent: boolean } | null;
}
