namespace BatteryCrm.Web.Screens.Clients;

/// <summary>A client in the list.</summary>
/// <param name="Phone">E.164, or as somebody typed it; null when unknown.</param>
/// <param name="LastAt">When anything was last said to or by him; null = never.</param>
/// <param name="LastAppealId">The appeal in which it was; null = none.</param>
/// <param name="Platforms">On which he has an identity, each once.</param>
/// <param name="Money">Roubles of completed appeals.</param>
public sealed record ClientsRow(
    Guid Id, string? Name, string? Phone, bool HasPhone, bool Unsubscribed, bool IsBlocked, DateTimeOffset CreatedAt, DateTimeOffset? LastAt, Guid? LastAppealId, string[] Platforms, string[] Tags, int Appeals, decimal Money);

/// <summary>A place in the order of the list: of its last row.</summary>
/// <param name="At">Of the last contact; null below all who had one, where the id decides: it grows with time.</param>
/// <param name="AppealId">Of the last contact.</param>
public sealed record ClientsKey(Guid Id, string? Name, DateTimeOffset? At, Guid? AppealId)
{
    public static ClientsKey Of(ClientsRow row) => new(row.Id, row.Name, row.LastAt, row.LastAppealId);
}

/// <param name="HasMore">There are rows below.</param>
public sealed record ClientsPart(IReadOnlyList<ClientsRow> Rows, bool HasMore);

/// <summary>From when to when the last contact was; null = open.</summary>
public sealed record ClientsPeriod(DateTimeOffset? Since, DateTimeOffset? Until);

/// <summary>What can be picked of the tenant's own: its lead sources and the tags that clients carry, the most frequent first.</summary>
public sealed record ClientsChoices(IReadOnlyList<SourceOption> Sources, IReadOnlyList<string> Tags);

/// <summary>A source of leads.</summary>
public sealed record SourceOption(Guid Id, string Name);
