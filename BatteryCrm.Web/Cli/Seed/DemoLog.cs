using System.Text.Json;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Who did what: the log of actions and what each operator has to do with each appeal, as if people had worked.</summary>
internal sealed class DemoLog(DemoShop shop)
{
    private readonly DemoScope scope = shop.Scope;

    /// <summary>Just before the operator's first word; for an appeal that is held in silence, a minute ago at most.</summary>
    public static DateTimeOffset TakenAt(DemoAppeal made)
    {
        var first = made.Lines.Find(l => l.Speaker is Speaker.Operator or Speaker.Note);
        return first is null ? made.Lines[^1].At.AddSeconds(20) : first.At.AddSeconds(-20);
    }

    public void Write(DemoAppeal made, Guid appealId, IReadOnlyList<StageMove> stages, List<(DemoLine Line, Message Row)> messages)
    {
        Add(null, ActionTypes.AppealCreated, made.Start, new { channelId = made.Channel.Id });
        var isWorked = made.IsHeld || made.Lines.Exists(l => l.Speaker is Speaker.Operator or Speaker.Note);
        if (isWorked) Add(made.Operator, ActionTypes.TakeAppeal, TakenAt(made), null);
        foreach (var (line, row) in messages.Where(m => m.Line.Speaker is Speaker.Operator)) Answered(line, row);
        foreach (var move in stages) Moved(move);
        if (isWorked && made is { IsHeld: false, IsFinal: false }) Add(made.Operator, ActionTypes.ReleaseAppeal, Earlier(made.Lines[^1].At.AddMinutes(10)), null);
        if (made.Waiting is null && !made.IsFinal && messages.FindLast(m => m.Line.Speaker is not Speaker.Note && !m.Line.IsTakenBack).Line.Speaker is Speaker.Client)
            Add(made.Operator, ActionTypes.AppealUpdated, Earlier(made.Lines[^1].At.AddMinutes(2)), new { noAnswerNeeded = true });
        Statuses(made, appealId, isWorked);

        void Answered(DemoLine line, Message row)
        {
            scope.Add(Action(made.Operator.Id, appealId, ActionTypes.SendResponse, line.At, ActionDetails.Response(row.Id, row.ChannelId!.Value)));
            if (made.Mode is not "assist" || !scope.Chance(0.45)) return;
            Add(made.Operator, scope.Chance(0.7) ? ActionTypes.DraftAccepted : scope.Chance(0.8) ? ActionTypes.DraftEdited : ActionTypes.DraftDiscarded, line.At, new { messageId = row.Id });
        }

        void Moved(StageMove move)
        {
            // What the fields tell and what the client does moves by itself; the rest follows from what the operator did.
            var actor = move.IsAutomatic && (made.Mode is "auto" || move.To is Stages.Gathered or Stages.Came) ? null : made.Operator;
            scope.Add(Action(actor?.Id, appealId, ActionTypes.StageChanged, move.At, ActionDetails.StageChanged(move.From, move.To, move.IsAutomatic, move.Why)));
            if (move.To is Stages.PriceSent && made.Service is { } service)
                Add(actor, ActionTypes.PriceSet, move.At, new { estimatedCost = service.PriceRub, estimatedTime = service.DurationMinutes });
            if (move.To is Stages.Confirmed && made.Booking is { } visit) Add(made.Operator, ActionTypes.AppointmentSet, move.At, new { start = visit.Start, masterId = visit.Master.Id });
            if (move.To is Stages.QrSent) Add(actor, ActionTypes.QrSent, move.At, new { code = made.QrCode });
            if (move.To is Stages.Came && made.QrCode is not null) Add(made.Operator, ActionTypes.QrScanned, move.At, new { code = made.QrCode });
            if (move.To is Stages.Came && made.OrderNumber is not null) Add(null, ActionTypes.LiveskladSync, move.At.AddMinutes(4), new { order = made.OrderNumber });
        }

        void Add(DemoOperator? who, string type, DateTimeOffset at, object? details) =>
            scope.Add(Action(who?.Id, appealId, type, at, details is null ? null : JsonSerializer.Serialize(details, JsonSerializerOptions.Web)));
    }

    /// <summary>What happened outside appeals: a fortnight of sign-ins, a changed setting, the merge.</summary>
    public void WriteOffice(DemoPeople people, DemoOperator mergedBy)
    {
        for (var day = 14; day >= 1; day--)
            foreach (var who in shop.Operators.Where(o => o.Row.Role == Roles.Operator || scope.Chance(0.5)))
                Write(who, ActionTypes.SignedIn, scope.Day(day, shop.Opens) - scope.Minutes(2, 20), new { platform = "web" });
        foreach (var who in shop.Operators) (who.Row.LastLoginAt, who.Row.LastLoginPlatform) = (scope.Day(1, shop.Opens) - TimeSpan.FromMinutes(11), "web");
        Write(shop.Operators[^1], ActionTypes.SettingsChanged, scope.Day(21, TimeSpan.FromHours(15)), new { key = "unanswered_alert_minutes", from = 20, to = 15 });
        if (people is { Merged: { } master, MergedForm: { } merged })
            Write(mergedBy, ActionTypes.ClientMerged, people.MergedAt, new { masterClientId = master.Id, mergedClientId = merged.Id });

        void Write(DemoOperator who, string type, DateTimeOffset at, object details) =>
            scope.Add(Action(who.Id, null, type, at, JsonSerializer.Serialize(details, JsonSerializerOptions.Web)));
    }

    private void Statuses(DemoAppeal made, Guid appealId, bool isWorked)
    {
        if (isWorked)
        {
            var end = Earlier(made.Lines[^1].At.AddMinutes(20));
            Add(made.Operator, made.IsHeld ? "in_progress" : made.IsFinal ? "completed" : "viewed", viewed: TakenAt(made), completed: made.IsFinal ? end : null);
        }

        var others = shop.Operators.Where(o => o != made.Operator).ToList();
        var other = scope.Pick(others.Exists(o => o.Row.Role == Roles.Operator) ? others.FindAll(o => o.Row.Role == Roles.Operator) : others);
        if (made.Waiting > TimeSpan.FromMinutes(60))
        {
            // Long enough for a notice to everybody, and for one to say that it is not for them.
            var told = made.Start > scope.Now - made.Waiting ? made.Start : scope.Now - made.Waiting.Value + TimeSpan.FromMinutes(15);
            Add(other, "rejected", notified: told, viewed: told.AddMinutes(3));
            scope.Add(Action(null, appealId, ActionTypes.NotifyAppealReady, told, null));
            scope.Add(Action(other.Id, appealId, ActionTypes.RejectAppeal, told.AddMinutes(3), null));
        }
        else if (made.Waiting > TimeSpan.FromMinutes(15))
        {
            var told = scope.Now - made.Waiting.Value + TimeSpan.FromMinutes(15);
            Add(other, "pending", notified: told);
            scope.Add(Action(null, appealId, ActionTypes.NotifyAppealReady, told, null));
        }
        else if (scope.Chance(0.2))
        {
            Add(other, "viewed", viewed: Earlier(made.Lines[0].At.AddMinutes(6)));
        }

        void Add(DemoOperator who, string status, DateTimeOffset? notified = null, DateTimeOffset? viewed = null, DateTimeOffset? completed = null) => scope.Add(new OperatorAppealStatus
        {
            OperatorId = who.Id, AppealId = appealId, Status = status, NotifiedAt = notified, ViewedAt = viewed, CompletedAt = completed,
            CreatedAt = notified ?? viewed ?? made.Start, UpdatedAt = completed ?? viewed ?? notified ?? made.Start,
        });
    }

    private DateTimeOffset Earlier(DateTimeOffset at) => at < scope.Now ? at : scope.Now;

    private OperatorAction Action(Guid? operatorId, Guid? appealId, string type, DateTimeOffset at, string? details) => new()
    {
        TenantId = scope.TenantId, OperatorId = operatorId, ContextAppealId = appealId, ActionType = type, Details = details, CreatedAt = Earlier(at),
    };
}
