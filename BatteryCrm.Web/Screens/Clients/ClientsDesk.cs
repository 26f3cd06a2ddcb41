using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>What the list of clients asks of others: its reads, and the news that all lists of a tenant share.</summary>
public sealed class ClientsDesk
{
    private readonly ClientsQueries queries;
    private readonly LiveShare<ClientsNews> news;
    private readonly CurrentTenant tenant;

    internal ClientsDesk(ClientsQueries queries, LiveShare<ClientsNews> news, CurrentTenant tenant) => (this.queries, this.news, this.tenant) = (queries, news, tenant);

    /// <summary>Calls back on a pool thread until disposed; null for the platform's own people, who have no clients.</summary>
    public IDisposable? Watch(Func<ClientsNews, Task> heard) => tenant.Id is { } id ? news.Watch(id, heard) : null;

    public Task<ClientsPart> ReadAsync(ClientsView view, ClientsKey? below, CancellationToken cancellation) => queries.ReadAsync(view, below, cancellation);

    public Task<int> CountAsync(ClientsView view, CancellationToken cancellation) => queries.CountAsync(view, cancellation);

    public Task<ClientsChoices> ChoicesAsync(CancellationToken cancellation) => queries.ChoicesAsync(cancellation);

    public Task<ClientsRow?> OneAsync(Guid clientId) => queries.OneAsync(clientId, CancellationToken.None);
}
