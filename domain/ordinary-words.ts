// Words which are people's names as well, and which ordinary reports are full of. Only the capital
// tells them apart, so that somebody called Will or May is not found in every sentence.
export const ordinaryWords = new Set(
  `able age am an and art as ash at baker ball banks bay be bell best bill bird black blue bond book
  books box brook brown burns bush butcher but by can care carer case chance chase child childs
  church clay close coach cook cope court cross day days dean dear do down drew drake drive driver
  duck earl early east ever fair farmer few field fields first fisher flower ford foster fox
  free french frank gay gold good grant gray green grey guy hall ham hand hands hard hart he head
  heath high hill him home hope house how hunt i if in is it its job judge just key keen kind king
  knight lake lamb land lane last law lawful little long low major man mark marks marsh mason may me
  mead might mills moon moor moore more most moss much my near need needs new nice no noble
  north not of off old on or our out page park parks patience pay peace penny person pike pitt place
  plant pool poor pope porter power powers price prior quick ran read reader rich right ring rob
  rule sale sand savage save self senior service sharp she shepherd shield short silver singer
  sister small smart snow so south speed spring square star steel still stone street strong sue
  summer summers support swift tell tempest teacher the then there they this thorn to too town tree
  trip trust turn turner under up us van victor wait walk walker wall walls ward way ways weeks well
  wells west what when while white who wild will wills winner winter wise with wood woods words work
  worth wright year yes you young`.split(/\s+/),
);

/** Names that are words too, but rare enough in a report to be looked at whatever their case. */
export const uncommonWords = new Set(
  `amber angel april august autumn bishop bob carol charity chastity cherry christian clement coral
  crystal daisy dale dawn destiny duke eve faith felicity fern flora florence forest gene ginger
  grace harmony harper haven hazel heather holly honor honour hunter iris ivy jack jade jasmine jay
  jet jewel john joy june justice lance laurel lily luna mandy march mercy merry miles nick norm
  olive opal pat patsy pearl petal peter phoenix piers poppy precious prince prudence queen rain
  ray robin rod rose rosemary rowan ruby sage sandy serenity sienna sky skye storm sunny tiger
  temperance tom trinity tuesday unity verity violet viola wade willow wren zion`.split(/\s+/),
);

/** What may stand before a name and is no part of it. */
export const titles = new Set(
  `mr mrs ms miss mx master dr prof professor rev revd sir lady lord dame cllr councillor pc dc ds sgt
  insp`.split(/\s+/),
);

/** The small words inside surnames and between names: they give nobody away alone. */
export const particles = new Set(
  `ab abu al ap bin bint da das de del della den der des di dos du el ferch fitz ibn la le mac mc o of
  san st the ul ur van vel von y and aka nee known as`.split(/\s+/),
);

/** Abbreviations that stand in most reports: as initials they are only possible ones. */
export const abbreviations = new Set(
  `AD ADHD AM AP ASB ASD BBC CA CAF CCE CE CEO CIC CIN CLA CME CP CPN CPP CPS CQC CSC CSE CSP CV CYP DA
  DBS DC DFE DHR DNA DOB DS DSL DV DVA DWP EA ECH EDT EH EHA EHCP EHE ER EWO FE FGC FGM FII FNP FOI GCSE
  GDPR GP HBV HMIP HMP HR HV IAG ICB ICPC ID IDVA II III IQ IRO IT IV LA LAC LADO LEA LSCB MACE MAPP
  MARF MASH MD MDT MH MP NAI NEET NFA NHS NI NO NPS OK OOH OT PA PC PCC PCSO PE PEP PLO PM PP PPU PR
  PRU PSHE QA QC RCPC RE RSE SA SALT SAR SCR SDQ SEG SEN SENCO SG SGO SLA SLT SMT SPA SPOC SRE SUDI SW
  TA TAC TAF TM TV UASC UK UN UPN US VAWG WA YJS YOI YOS YOT YP`.split(/\s+/),
);
