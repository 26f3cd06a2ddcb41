using System.Text.Json;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Changes;

namespace BatteryCrm.Web.Screens.Audit;

/// <summary>Lines of the log in people's words.</summary>
internal static class AuditText
{
    public static string KindOf(string kind) => kind switch
    {
        "catalogues" => AuditTexts.KindCatalogues,
        "settings" => AuditTexts.KindSettings,
        "card" => AuditTexts.KindCard,
        "rights" => AuditTexts.KindRights,
        "channels" => AuditTexts.KindChannels,
        AuditView.People => AuditTexts.KindPeople,
        _ => AuditTexts.KindSignIns,
    };

    /// <summary>"Бренд · Apple", "Клиенты объединены".</summary>
    public static string What(AuditRow row, RowNames names)
    {
        if (row.Change is not { } change) return DeedOf(row.Deed!);
        var name = change.Subject == "tenant_configs" ? SettingNames.NameOf(change.SubjectId) : names.Of(change);
        return name is null ? ChangeText.Subject(change.Subject) : $"{ChangeText.Subject(change.Subject)} · {name}";
    }

    /// <summary>"создано", "удалено", "изменено"; null for a deed.</summary>
    public static string? How(AuditRow row) => row.Change switch
    {
        null => null,
        { IsNew: true } => AuditTexts.Made,
        { IsGone: true } => AuditTexts.Removed,
        _ => AuditTexts.Changed,
    };

    public static string By(AuditRow row) => row.By ?? AuditTexts.BySystem;

    /// <summary>Where a deed can be looked at; null when nowhere.</summary>
    public static string? LinkOf(OperatorAction deed)
    {
        if (deed.Details is null) return null;
        using var details = JsonDocument.Parse(deed.Details);
        Guid? Id(string name) => details.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id : null;
        return Id("mergeId") is { } merge ? Links.Merged(merge) : Id("import") is { } import ? Links.ClientImport(import) : Id("client") is { } client ? Links.Client(client) : null;
    }

    private static string DeedOf(OperatorAction deed) => deed.ActionType switch
    {
        ActionTypes.PasswordLink => NameIn(deed) is { } name ? $"{AuditTexts.PasswordLink} · {name}" : AuditTexts.PasswordLink,
        ActionTypes.ClientMerged => AuditTexts.ClientMerged,
        ActionTypes.MergeUndone => AuditTexts.MergeUndone,
        ActionTypes.ClientErased => AuditTexts.ClientErased,
        ActionTypes.ClientExported => AuditTexts.ClientExported,
        ActionTypes.ClientsExported => AuditTexts.ClientsExported,
        ActionTypes.ClientsImported => AuditTexts.ClientsImported,
        ActionTypes.ImportUndone => AuditTexts.ImportUndone,
        ActionTypes.ConsentChanged => AuditTexts.ConsentChanged,
        _ => AuditTexts.SignedIn,
    };

    private static string? NameIn(OperatorAction deed)
    {
        if (deed.Details is null) return null;
        using var details = JsonDocument.Parse(deed.Details);
        return details.RootElement.TryGetProperty("name", out var name) ? name.GetString() : null;
    }
}
