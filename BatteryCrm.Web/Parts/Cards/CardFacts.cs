using System.Globalization;
using BatteryCrm.Data.Appeals;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>What of an appeal and its client the card can show beside name, stage and holder; names as the catalogues have them now, everything null while unknown.</summary>
public sealed record CardFacts
{
    public Guid? DealTypeId { get; init; }
    public string? DealType { get; init; }

    /// <summary>repair, purchase, sale, consultation or spam.</summary>
    public string? DealCode { get; init; }

    /// <summary>The same words, also where only a rule knows them and nobody has confirmed a deal type.</summary>
    public string? Type { get; init; }
    public Guid? LeadSourceId { get; init; }
    public string? LeadSource { get; init; }
    public string? SalesChannel { get; init; }
    public Guid? RepairTypeId { get; init; }
    public string? RepairType { get; init; }
    public Guid? IssueTypeId { get; init; }
    public string? IssueType { get; init; }
    public Guid? IssueId { get; init; }
    public string? Issue { get; init; }
    public Guid? DeviceTypeId { get; init; }
    public string? DeviceType { get; init; }
    public Guid? BrandId { get; init; }
    public string? Brand { get; init; }
    public Guid? ModelId { get; init; }
    public string? Model { get; init; }

    /// <summary>ours or client.</summary>
    public string? PartsOwner { get; init; }

    /// <summary>Roubles.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Minutes.</summary>
    public int? Minutes { get; init; }
    public string? Problem { get; init; }
    public DateTimeOffset? AppointmentAt { get; init; }
    public string? LiveskladOrder { get; init; }

    /// <summary>Where the client is known for sure: telegram, whatsapp, phone, yandex, google, instagram, avito.</summary>
    public ClientMarks Has { get; init; } = new();

    /// <summary>Brand and model in one; null while unknown.</summary>
    public string? Device => DeviceText.Of(Brand, Model);

    /// <summary>A field as it is compared and written: an id, "brand/model", "ours", a number in invariant form, a text; null when empty.</summary>
    public string? ValueOf(CardField field) => field switch
    {
        CardField.DealType => Text(DealTypeId),
        CardField.Source => Text(LeadSourceId),
        CardField.RepairType => Text(RepairTypeId),
        CardField.IssueType => Text(IssueTypeId),
        CardField.Issue => Text(IssueId),
        CardField.DeviceType => Text(DeviceTypeId),
        CardField.Device => BrandId is null && ModelId is null ? null : $"{BrandId}/{ModelId}",
        CardField.PartsOwner => PartsOwner,
        CardField.Cost => Cost?.ToString("0.##", CultureInfo.InvariantCulture),
        CardField.Time => Minutes?.ToString(CultureInfo.InvariantCulture),
        _ => string.IsNullOrEmpty(Problem) ? null : Problem,
    };

    /// <summary>The ids and values alone, without names.</summary>
    public static CardFacts Of(Data.Appeals.Appeal appeal) => new()
    {
        DealTypeId = appeal.DealTypeId, LeadSourceId = appeal.LeadSourceId, RepairTypeId = appeal.RepairTypeId, IssueTypeId = appeal.IssueTypeId, IssueId = appeal.IssueId,
        DeviceTypeId = appeal.DeviceTypeId, BrandId = appeal.BrandId, ModelId = appeal.ModelId, PartsOwner = appeal.PartsOwner, Cost = appeal.EstimatedCost,
        Minutes = appeal.EstimatedTime, Problem = appeal.ProblemDescription,
    };

    private static string? Text(Guid? id) => id?.ToString();
}

/// <summary>The client's <c>has_*</c> flags.</summary>
public sealed record ClientMarks(bool Telegram = false, bool WhatsApp = false, bool Phone = false, bool Yandex = false, bool Google = false, bool Instagram = false, bool Avito = false);
