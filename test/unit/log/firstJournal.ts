/** A journal of format 1, just as it was written before a session knew of predictions, agendas and the like. */
export const firstJournal = [
  '{"journal":"interpair","version":1,"sum":"d866cd13"}',
  '{"revision":1,"at":1700000001000,"actor":"ada","event":{"type":"sessionStarted","sessionId":"s1","hypothesis":"Do heads copy?","turns":{"length":900000,"onExpiry":"ask","grace":20000}},"more":2,"sum":"b9df33fd"}',
  '{"revision":2,"at":1700000002000,"actor":"ada","event":{"type":"participantJoined","name":"Ada"},"more":1,"sum":"8a6e8ae4"}',
  '{"revision":3,"at":1700000003000,"actor":"ada","event":{"type":"turnStarted","driver":"ada","deadline":1700000900000,"reason":"sessionStarted"},"sum":"259810ee"}',
  '{"revision":4,"at":1700000004000,"actor":"ada","event":{"type":"questionAsked","id":"q1","text":"Which token is it?","place":{"path":"heads.py","line":3,"text":"x = 1"}},"sum":"d9c35f3b"}',
  '{"revision":5,"at":1700000005000,"actor":"ada","event":{"type":"questionResolved","id":"q1","outcome":"answered","answer":"BOS"},"sum":"a6ddf1f2"}',
  '',
].join('\n');
