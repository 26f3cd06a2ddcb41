namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>One appeal: what is known of it before anything is said, and what the conversation made of it.</summary>
/// <param name="Device">The place of its model in the shop's list; null while unknown.</param>
/// <param name="Length">Messages.</param>
/// <param name="Waits">The client has the last word.</param>
/// <param name="Holder">The place of the operator who holds it; null when it is free.</param>
internal sealed record Matter(Guid Id, Shop Shop, Person Client, int Number, int Channel, DateTimeOffset At, int? Device, int Length, bool Waits, int? Holder)
{
    private int said;

    public Guid? LastId { get; private set; }

    public DateTimeOffset? LastAt { get; private set; }

    public string? LastText { get; private set; }

    public DateTimeOffset? WaitingSince { get; private set; }

    public int OfClient { get; private set; }

    public int Ours { get; private set; }

    public bool IsOver => said == Length;

    /// <summary>Who says the next message: the client begins, and has the last word where he waits.</summary>
    public Speaker Next(Random random)
    {
        said++;
        if (said == 1) return Speaker.Client;
        if (said == Length) return Waits ? Speaker.Client : Speaker.Operator;
        return random.Next(50) switch { 0 => Speaker.Note, < 27 => Speaker.Client, _ => Speaker.Operator };
    }

    /// <summary>Notes the message as the last one; notes of operators are none.</summary>
    public void Hear(Speaker speaker, Guid id, DateTimeOffset at, string text)
    {
        if (speaker == Speaker.Note) return;
        (LastId, LastAt, LastText) = (id, at, text);
        if (speaker == Speaker.Client) (OfClient, WaitingSince) = (OfClient + 1, WaitingSince ?? at);
        else (Ours, WaitingSince) = (Ours + 1, null);
    }
}

internal enum Speaker
{
    Client,
    Operator,
    Note,
}
