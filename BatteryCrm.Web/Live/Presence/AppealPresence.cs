namespace BatteryCrm.Web.Live.Presence;

/// <summary>Who is at one appeal now, in the order of their names; nobody = the last has gone. Several browser tabs of one operator are one colleague.</summary>
public sealed record AppealPresence(Guid AppealId, IReadOnlyList<Colleague> People);

/// <param name="IsTyping">He writes an answer or a note; else he looks.</param>
public sealed record Colleague(Guid OperatorId, string Name, bool IsTyping);
