import { describe, expect, it } from 'vitest';
import { readDirectoryCsv } from '../../domain/directory-csv.ts';
import { type DirectorySnapshot, planDirectory } from '../../domain/directory-import.ts';

const snapshot: DirectorySnapshot = {
  agencies: [{ key: 'police', name: 'Aldermere Police', mailDomains: ['police.example'] }],
  groups: [{ key: 'seg', name: 'Strategic Executive Group' }],
  people: [
    {
      id: 'p1',
      name: 'Priya Nair',
      email: 'priya@police.example',
      agency: 'Aldermere Police',
      left: false,
    },
    { id: 'n1', name: 'Nadia Hussain', email: 'nadia@office.example', agency: null, left: false },
    { id: 'x1', name: 'Gone Away', email: 'gone@police.example', agency: null, left: true },
  ],
  holdings: [
    {
      id: 'h1',
      person: 'p1',
      role: 'safeguarding-lead',
      at: 'agency',
      key: 'police',
      from: '2024-01-01',
      to: null,
    },
    {
      id: 'h2',
      person: 'n1',
      role: 'officer',
      at: 'office',
      key: '',
      from: '2024-01-01',
      to: null,
    },
  ],
  today: '2027-03-01',
};

function planned(...lines: string[]) {
  const heading = 'Agency,Mail domains,Group,Name,Email,Role,From,To,Why,Person';
  const read = readDirectoryCsv([heading, ...lines].join('\n'));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { changes, problems, same } = planDirectory(read.lines, snapshot);
  return {
    changes: changes.map(({ line, shown, text }) => `${line} ${shown}: ${text}`),
    problems: problems.map(({ line, message }) => `${line}: ${message}`),
    same,
  };
}

describe('a list of the directory', () => {
  it('changes nothing where it says what the directory says', () => {
    expect(
      planned(
        'Aldermere Police,police.example,,,,,,,,',
        ',,Strategic Executive Group,,,,,,,',
        'Aldermere Police,,,Priya Nair,priya@police.example,Safeguarding lead,2024-01-01,,,p1',
        ',,Business unit,Nadia Hussain,nadia@office.example,Officer,2024-01-01,,,n1',
      ),
    ).toEqual({ changes: [], problems: [], same: 4 });
  });

  it('adds agencies, groups, people and roles', () => {
    const { changes, problems } = planned(
      'Mereside Homes,@homes.example,,,,,,,,',
      'Mereside Homes,,,Marek Zieliński,marek@homes.example,safeguarding-lead,1/4/2027,,,',
      ',,Audit Group,,,,,,,',
      'Mereside Homes,,Audit Group,Marek Zieliński,marek@homes.example,Chair,1/4/2027,,,',
    );
    expect(problems).toEqual([]);
    expect(changes).toEqual([
      '2 added: Agency Mereside Homes',
      '3 added: Marek Zieliński (marek@homes.example), Mereside Homes',
      '3 added: Marek Zieliński, Safeguarding lead, Mereside Homes: from Thursday 1 April 2027',
      '4 added: Group Audit Group',
      '5 added: Marek Zieliński, Chair, Audit Group: from Thursday 1 April 2027',
    ]);
  });

  it('changes names, addresses and mail domains', () => {
    expect(
      planned(
        'Aldermere Police,police.example met.example,,,,,,,,',
        'Aldermere Police,,,Priya Rao,priya.rao@police.example,,,,,p1',
      ).changes,
    ).toEqual([
      '2 changed: Aldermere Police: mail domains police.example become police.example, met.example',
      '3 changed: Priya Nair is called Priya Rao; Priya Rao: priya@police.example becomes priya.rao@police.example',
    ]);
  });

  it('ends a role where its last day is filled in, and lets another begin after it', () => {
    expect(
      planned(
        'police,,,Priya Nair,priya@police.example,Safeguarding lead,2024-01-01,31/3/2027,Moved,p1',
        'police,,,Tom Ashworth,tom@police.example,Safeguarding lead,1/4/2027,,,',
      ),
    ).toMatchObject({
      problems: [],
      changes: [
        '2 ended: Priya Nair, Safeguarding lead, Aldermere Police: until Wednesday 31 March 2027',
        '3 added: Tom Ashworth (tom@police.example), Aldermere Police',
        '3 added: Tom Ashworth, Safeguarding lead, Aldermere Police: from Thursday 1 April 2027',
      ],
    });
  });

  it('never ends anything by leaving it out', () => {
    expect(planned(',,Strategic Executive Group,,,,,,,').changes).toEqual([]);
  });

  it.each([
    ['Aldermere Polise,,,Al Fox,al@police.example,,,,,', /no agency “Aldermere Polise”/],
    ['police,,,Al Fox,al at police,,,,,', /right form.*column Email/],
    ['police,,,,al@police.example,,,,,', /Fill in the Name/],
    ['police,,,Al Fox,al@police.example,Sheriff,,,,', /no role “Sheriff”.*Safeguarding lead/],
    ['police,,,Al Fox,al@police.example,Deputy,soon,,,', /Write From and To as days/],
    ['police,,,Al Fox,al@police.example,Deputy,1/4/2027,1/3/2027,,', /To is before From/],
    ['police,,,Al Fox,al@police.example,Safeguarding lead,,,,', /Priya Nair has this role/],
    ['police,,,Gone Away,gone@police.example,,,,,', /has left/],
    [',,Business unit,Priya Nair,priya@police.example,Editor,,,,', /business unit.*its own page/],
    [',,Board,Priya Nair,priya@police.example,Chair,,,,', /no group “Board”/],
    ['police,,,Al,al@police.example,,,,,zz', /Nobody has this entry in the column Person/],
    ['police,bad domain!,,,,,,,,', /no mail domain/],
    ['police,,,,,Deputy,,,,', /gives a role to nobody/],
    ['police,,,Priya,priya@police.example,Safeguarding lead,1/1/2025,,,p1', /keeps its first day/],
    ['police,,,Priya Nair,nadia@office.example,,,,,p1', /Nadia Hussain has the address/],
  ])('says by its line what is wrong and what to do: %s', (line, message) => {
    const { problems } = planned(line);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^2: /);
    expect(problems[0]).toMatch(message);
  });

  it('is refused without its headings, and reads what a spreadsheet makes of it', () => {
    expect(readDirectoryCsv('a,b\n1,2')).toMatchObject({ ok: false });
    const read = readDirectoryCsv('Agency;Name;Email\nPolice;\'=Al "Fox";al@police.example');
    expect(read.ok).toBe(false);
    const guarded = readDirectoryCsv("Agency;Name;Email\nPolice;'=Al;al@police.example");
    expect(guarded).toMatchObject({ ok: true, lines: [{ line: 2, cells: { Name: '=Al' } }] });
  });
});
