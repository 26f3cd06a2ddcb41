using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Appointments;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Turns what was made up into rows: the appeal, its messages, what became of the answers, its activity, its visit, its log.</summary>
internal sealed class DemoHistory(DemoShop shop, DemoPeople people, IReadOnlyDictionary<string, Guid> dealTypes)
{
    private readonly DemoScope scope = shop.Scope;
    private readonly DemoWords words = new(shop);
    private readonly DemoMail mail = new(shop);
    private readonly DemoLog log = new(shop);
    private readonly DemoMarks marks = new(shop);

    public void Write(DemoAppeal made)
    {
        foreach (var line in made.Lines) line.Text = line.Text.StartsWith("/start", StringComparison.Ordinal) ? line.Text : words.Fill(made, line);
        var stages = DemoStages.Of(made);
        var appeal = Appeal(made, stages);
        var messages = made.Lines.ConvertAll(l => (Line: l, Row: mail.Write(made, l, appeal.Id, ChatOf(made, l), people)));
        foreach (var (line, row) in messages.Where(m => m.Line.IsReply))
            row.ReplyToId = messages.LastOrDefault(m => m.Line.IsOurs && m.Line.At < line.At).Row?.Id;
        marks.Add(made, appeal, messages);
        Activity(made, appeal.Id, messages);
        if (made.Draft is not null) appeal.DraftResponse = words.Fill(made, new DemoLine(Speaker.Agent, made.Draft, Moment.Chat));
        if (made.Typed is not null) scope.Add(new OperatorDraft { OperatorId = made.Operator.Id, AppealId = appeal.Id, Text = made.Typed, UpdatedAt = scope.Now.AddMinutes(-3) });
        if (made.Booking is { } visit) AddVisit(made, appeal, visit);
        log.Write(made, appeal.Id, stages, messages);

        var client = made.Client.Row;
        if (client.CreatedAt == default || client.CreatedAt > made.Start) client.CreatedAt = made.Start;
        if (made.Lines[^1].At > client.UpdatedAt) client.UpdatedAt = made.Start;
        if (appeal.LiveskladOrderId is not null) client.LiveskladClientId ??= "LS-C" + made.Client.ChatId[^4..];
    }

    private Appeal Appeal(DemoAppeal made, IReadOnlyList<StageMove> stages)
    {
        var (model, service, issue) = (made.Model, made.Service, made.Issue);

        // Before anybody or anything has read the message, nothing is known of it.
        var known = made.Stage != Stages.FirstContact;
        var brand = model is null ? null : shop.Catalog.BrandOf(model);
        var work = service is not null && made.Reached(Stages.Gathered) || made.Given > 0 ? service : null;
        var end = stages.Count == 0 ? made.Start : stages[^1].At;
        var completed = stages.FirstOrDefault(s => s.To == Stages.Completed)?.At;
        var visited = stages.FirstOrDefault(s => s.To == Stages.Came)?.At;
        return scope.Add(new Appeal
        {
            Id = Ids.New(), ClientId = made.Client.Id, ChannelId = made.Channel.Id, AdChannelId = made.Channel.Id, AdChannel = made.Channel.Name, AdId = made.AdId,
            SalesChannelId = made.Source?.SalesChannelId ?? made.Channel.SalesChannelId, LeadSourceId = made.Source?.Id,
            DeviceTypeId = known ? model?.DeviceTypeId : null, BrandId = known ? model?.BrandId : null, ModelId = known ? model?.Id : null,
            PhoneBrand = known ? brand?.Name : null, PhoneModel = known ? model?.Name : null,
            DealTypeId = known && made.Deal is not null ? dealTypes[made.Deal] : null, Type = known ? made.Deal : null,
            TypeIdentified = known, TypeConfidence = known ? scope.Between(82, 98) / 100m : 0, TypeReasoning = known ? DemoReasons.Type(made) : null,
            RoutingHistory = DemoReasons.Routing(made, known),
            RepairTypeId = known && made.Repair is not null ? shop.Catalog.Repair(made.Repair).Id : null, MalfunctionCategory = known ? made.Repair : null,
            IssueTypeId = known ? issue?.IssueTypeId : null, IssueId = known ? issue?.Id : null, MalfunctionType = work?.MalfunctionType ?? (known ? issue?.Name : null),
            ProblemDescription = known && made.Deal is "repair" ? issue?.Name : null,
            PartsOwner = made.OwnPart ? "client" : made.Deal is "repair" && made.Reached(Stages.Gathered) ? "ours" : null, ClientParts = made.OwnPart,
            EstimatedCost = work?.PriceRub, EstimatedTime = work?.DurationMinutes,
            Stage = made.Stage, AppealStatus = made.Stage, OperationMode = made.Mode, PendingOperatorApproval = made.Draft is not null,
            LocationId = made.Booking is null ? null : shop.Location.Id, QrCode = made.QrCode,
            LiveskladOrderId = made.OrderNumber, SyncedWithLivesklad = made.OrderNumber is not null, SyncedAt = made.OrderNumber is null ? null : visited?.AddMinutes(4),
            VisitedAt = visited, CompletedAt = completed,

            // What lies behind needs no reminder any more: none shall go out for last month's visits.
            Notified2hAfterContact = made.Start < scope.Now.AddHours(-2), Notified1dayBefore = made.Booking?.Start < scope.Now.AddDays(1), Notified2hBefore = made.Booking?.Start < scope.Now.AddHours(2),
            NotifiedAfterCompletion = completed is not null, NotifiedReviewRequest = completed < scope.Now.AddDays(-1) || made.Lines.Exists(l => l.Moment is Moment.Review),
            CreatedAt = made.Start, UpdatedAt = end,
        });
    }

    /// <summary>The platform's chat in which a line is said; null for notes, which are said nowhere.</summary>
    private string? ChatOf(DemoAppeal made, DemoLine line)
    {
        if (line.Speaker is Speaker.Note) return null;
        return (line.Channel ?? made.Channel).Platform == Platforms.Form && made.Client == people.Merged ? people.MergedForm!.ChatId : made.Client.ChatId;
    }

    private void Activity(DemoAppeal made, Guid appealId, List<(DemoLine Line, Message Row)> messages)
    {
        var spoken = messages.Where(m => m.Line.Speaker is not Speaker.Note && !m.Line.IsTakenBack).ToList();
        var (line, row) = spoken[^1];
        var lastAnswer = spoken.FindLastIndex(m => m.Line.IsOurs);
        scope.Add(new AppealActivity
        {
            AppealId = appealId, LastChannelId = spoken.FindLast(m => m.Line.Speaker is Speaker.Client).Row.ChannelId,
            LastMessageId = row.Id, LastMessageAt = row.CreatedAt, LastMessageType = row.MessageType,
            LastMessagePreview = Previews.Of(row.MessageText) is { Length: > 0 } words ? words : DemoMail.Summary(line, made),
            LastActivityAt = messages[^1].Row.CreatedAt, WaitingSince = made.Waiting is null ? null : spoken[lastAnswer + 1].Row.SentAt,
            HolderId = made.IsHeld ? made.Operator.Id : null, HeldAt = made.IsHeld ? DemoLog.TakenAt(made) : null,
            ClientMessages = spoken.Count(m => m.Line.Speaker is Speaker.Client), OurMessages = spoken.Count(m => m.Line.IsOurs),
        });
    }

    private void AddVisit(DemoAppeal made, Appeal appeal, DemoBooking visit)
    {
        var status = made switch
        {
            { Stage: Stages.Cancelled } => AppointmentStatuses.NoShow,
            { IsCompleted: true } => AppointmentStatuses.Done,
            { Stage: Stages.Confirmed } => AppointmentStatuses.Planned,
            _ => AppointmentStatuses.Confirmed,
        };
        var bookedAt = made.Lines.FindLast(l => l.Reaches == Stages.Confirmed)?.At ?? made.Start;
        scope.Add(new Appointment
        {
            AppealId = appeal.Id, MasterId = visit.Master.Id, StartTime = visit.Start, EndTime = visit.End, Status = status,
            CreatedAt = bookedAt, UpdatedAt = status is AppointmentStatuses.Planned ? bookedAt : appeal.UpdatedAt,
        });
        if (status is not AppointmentStatuses.NoShow) (appeal.AppointmentDatetime, appeal.MasterId) = (visit.Start, visit.Master.Id);
    }
}

/// <summary>Why the demo's AI thinks what it thinks.</summary>
internal static class DemoReasons
{
    public static string? Type(DemoAppeal made) => made.Deal switch
    {
        "repair" => "Клиент описывает неисправность и спрашивает о ремонте.",
        "purchase" => "Клиент спрашивает о наличии, хочет купить.",
        "sale" => "Клиент предлагает своё устройство.",
        "consultation" => "Общий вопрос без устройства и ремонта.",
        "spam" => "Реклама, к мастерской не относится.",
        _ => null,
    };

    /// <summary>JSON of <c>appeals.routing_history</c>: one object a pass.</summary>
    public static string Routing(DemoAppeal made, bool known)
    {
        if (!known || made.Deal is null or "spam") return "[]";
        var first = new
        {
            timestamp = made.Start.AddSeconds(25), action = made.Deal is not "repair" ? "ask_type" : made.Model is null ? "ask_model" : made.Repair is null ? "ask_repair_type" : "calculate_cost",
            route = made.Service is not null ? "full" : made.Model is not null ? "partial" : "minimal",
            reasoning = made.Service is not null ? "Модель и ремонт известны, цена есть в прайсе." : made.Model is not null ? "Модель известна, цены в прайсе нет." : "Устройство не названо.",
        };
        return JsonSerializer.Serialize((object[])[first]);
    }
}
