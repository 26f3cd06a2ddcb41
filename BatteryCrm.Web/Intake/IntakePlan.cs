using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Intake;

/// <summary>A person of this batch: known or about to be created, locked by us or left for the next batch.</summary>
internal sealed class IntakePerson(Guid tenantId, string platform, InboundSender sender)
{
    public Guid TenantId => tenantId;

    public string Platform => platform;

    public InboundSender Sender => sender;

    public Guid ClientId { get; set; }
    public bool IsNew { get; set; }
    public bool IsLocked { get; set; }

    /// <summary>What he writes is kept and waits for nobody.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>What the client's row must become, where it is not so yet.</summary>
    public bool SetHasPlatform { get; set; }
    public string? SetName { get; set; }
    public string? SetOwnPhone { get; set; }
    public string? Name { get; set; }

    /// <summary>The appeal that takes this person's messages; null until decided, or when its row is held by somebody else.</summary>
    public Guid? AppealId { get; set; }
    public bool AppealIsNew { get; set; }
    public bool AppealIsHeld { get; set; }
    public Guid? SalesChannelId { get; set; }
    public Guid? LeadSourceId { get; set; }

    /// <summary>Operation mode of a new appeal.</summary>
    public string Mode { get; set; } = TenantIntake.Default.Mode;

    /// <summary>The event that opened the new appeal; null without one.</summary>
    public IntakeWork? FirstWork { get; set; }
}

/// <summary>One event of a batch and what is decided about it.</summary>
internal sealed class IntakeWork(int index, InboundEvent inbound)
{
    public int Index => index;

    public InboundEvent Event => inbound;

    public InboundMessage? Message => inbound.Message;

    public IntakePerson? Person { get; set; }

    /// <summary>What the message says of where the client came from; never null, mostly empty.</summary>
    public LeadMarks Marks { get; } = inbound.Message?.Referral.Marks ?? LeadMarks.None;

    /// <summary>The source that <see cref="Marks"/> match; null when they match none.</summary>
    public Guid? MarkedSourceId { get; set; }

    /// <summary>In the journal already, here or earlier in this batch.</summary>
    public bool IsRepeat { get; set; }

    /// <summary>The stored message with the same chat and id.</summary>
    public StoredMessage? Stored { get; set; }
    public Guid? ReplyToId { get; set; }

    public string JournalState => inbound.MappingError is not null ? "failed" : inbound.Message is null ? "ignored" : "done";
}

internal sealed record StoredMessage(Guid Id, Guid AppealId, string Text, DateTimeOffset? EditedAt);

/// <summary>A message about to be inserted; its text may still change by an edit in the same batch.</summary>
internal sealed class NewMessage(Guid id, IntakeWork work)
{
    public Guid Id => id;

    public IntakeWork Work => work;

    public InboundMessage Message => work.Message!;

    public string Text { get; set; } = work.Message!.Text;
    public DateTimeOffset? EditedAt { get; set; } = work.Message!.IsEdit ? work.Message.SentAt : null;

    /// <summary>The platform's time, never later than the arrival: clocks differ, and nobody waits in the future.</summary>
    public DateTimeOffset SentAt => work.Message!.SentAt < work.Event.ReceivedAt ? work.Message.SentAt : work.Event.ReceivedAt;

    public string Preview => Previews.Of(Text) is { Length: > 0 } line ? line : Previews.Of(work.Message!.Summary ?? string.Empty);
}

/// <summary>An earlier text of a message, and with <paramref name="NewText"/> what the stored message becomes.</summary>
internal sealed record NewEdit(Guid MessageId, Guid AppealId, IntakeWork Work, string PreviousText, DateTimeOffset EditedAt, string? NewText);

/// <summary>Everything that one batch reads, decides and will write.</summary>
internal sealed class IntakePlan
{
    public IntakePlan(IReadOnlyList<InboundEvent> events)
    {
        Works = [.. events.Select((e, i) => new IntakeWork(i, e))];
        var persons = new Dictionary<(Guid, string, string), IntakePerson>();
        var keys = new HashSet<(Guid, string)>();
        foreach (var work in Works)
        {
            work.IsRepeat = !keys.Add((work.Event.ChannelId, work.Event.EventKey));
            if (work.Message is not { } message) continue;
            var key = (work.Event.TenantId, work.Event.Platform, message.Sender.ExternalId);
            if (!persons.TryGetValue(key, out var person)) persons[key] = person = new IntakePerson(key.TenantId, key.Platform, message.Sender);
            work.Person = person;
        }

        Persons = [.. persons.Values];
    }

    public IReadOnlyList<IntakeWork> Works { get; }

    public IReadOnlyList<IntakePerson> Persons { get; }

    public List<NewMessage> Messages { get; } = [];

    public List<NewEdit> Edits { get; } = [];

    /// <summary>Events that go into this transaction's journal.</summary>
    public List<IntakeWork> Journal { get; } = [];

    /// <summary>Indexes of events whose rows somebody else holds.</summary>
    public HashSet<int> Deferred { get; } = [];

    /// <summary>Events whose person is ours to write, in the order of their arrival.</summary>
    public IEnumerable<IntakeWork> Live => Works.Where(w => w.Person is { IsLocked: true } && !w.IsRepeat);

    /// <summary>After all lookups: which rows come into being. No database here.</summary>
    public void Decide()
    {
        var placed = new Dictionary<(Guid, string, string), NewMessage>();
        foreach (var work in Works)
        {
            if (work.Person is { } person && (!person.IsLocked || person.AppealIsHeld))
            {
                Deferred.Add(work.Index);
                continue;
            }

            if (work.IsRepeat) continue;
            Journal.Add(work);
            if (work.Message is { } message) Place(work, message, placed);
        }

        // A repeat of an event that was left for the next batch is decided with it.
        var left = Works.Where(w => Deferred.Contains(w.Index)).Select(w => (w.Event.ChannelId, w.Event.EventKey)).ToHashSet();
        if (left.Count > 0)
            foreach (var work in Works)
                if (work.IsRepeat && left.Contains((work.Event.ChannelId, work.Event.EventKey))) Deferred.Add(work.Index);
    }

    private void Place(IntakeWork work, InboundMessage message, Dictionary<(Guid, string, string), NewMessage> placed)
    {
        var person = work.Person!;
        Learn(person, message);
        // An answer to a message of the same batch: that one is written before it, or with it.
        if (message.ReplyToMessageId is { } reply && placed.TryGetValue((work.Event.ChannelId, message.ChatId, reply), out var parent)) work.ReplyToId ??= parent.Id;
        if (message.MessageId is { } id && placed.TryGetValue((work.Event.ChannelId, message.ChatId, id), out var inBatch)) Amend(inBatch, work, message);
        else if (work.Stored is { } stored) Amend(stored, work, message);
        else
        {
            var added = new NewMessage(Ids.New(), work);
            Messages.Add(added);
            if (message.MessageId is not null) placed[(work.Event.ChannelId, message.ChatId, message.MessageId)] = added;
            if (person.AppealId is null) OpenAppeal(person, work);
        }
    }

    private void OpenAppeal(IntakePerson person, IntakeWork work)
    {
        // Two identities of one (merged) client in one batch share the appeal, as they would in two.
        var twin = Persons.FirstOrDefault(p => p != person && p.ClientId == person.ClientId && p.AppealId is not null);
        (person.AppealId, person.AppealIsNew) = twin is null ? (Ids.New(), true) : (twin.AppealId, false);
        person.FirstWork = work;
    }

    private void Amend(NewMessage inBatch, IntakeWork work, InboundMessage message)
    {
        if (message.IsEdit && !string.Equals(inBatch.Text, message.Text, StringComparison.Ordinal))
        {
            Edits.Add(new NewEdit(inBatch.Id, inBatch.Work.Person!.AppealId!.Value, work, inBatch.Text, message.SentAt, null));
            (inBatch.Text, inBatch.EditedAt) = (message.Text, message.SentAt);
        }
        else if (!message.IsEdit && inBatch.EditedAt is not null && !string.Equals(inBatch.Text, message.Text, StringComparison.Ordinal))
        {
            Edits.Add(new NewEdit(inBatch.Id, inBatch.Work.Person!.AppealId!.Value, work, message.Text, message.SentAt, null)); // the original came after its edit
        }
    }

    private void Amend(StoredMessage stored, IntakeWork work, InboundMessage message)
    {
        // Later edits of the same batch compare with what this one leaves behind.
        var earlier = Edits.FindLast(e => e.MessageId == stored.Id && e.NewText is not null);
        var (text, editedAt) = earlier is null ? (stored.Text, stored.EditedAt) : (earlier.NewText!, (DateTimeOffset?)earlier.EditedAt);
        if (string.Equals(text, message.Text, StringComparison.Ordinal)) return;
        if (message.IsEdit && (editedAt is null || editedAt <= message.SentAt))
            Edits.Add(new NewEdit(stored.Id, stored.AppealId, work, text, message.SentAt, message.Text));
        else if (editedAt is not null)
            Edits.Add(new NewEdit(stored.Id, stored.AppealId, work, message.Text, message.SentAt, null)); // came after a newer text
    }

    private static void Learn(IntakePerson person, InboundMessage message)
    {
        if (person.Name is null && message.Sender.Name is { } name) (person.Name, person.SetName) = (name, name);
        if (message.Contact is { PhoneIsOwn: true, Phone: { } phone }) person.SetOwnPhone = phone;
    }
}
