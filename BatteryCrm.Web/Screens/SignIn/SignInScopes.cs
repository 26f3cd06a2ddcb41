using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>Work for an operator before anybody has signed in: whose he is says a function of the database, all else runs in a scope of that tenant, apart from the request's.</summary>
public sealed class SignInScopes(IServiceScopeFactory scopes, CrmDataSources sources)
{
    /// <param name="operatorId">Who is named in the log of what is changed; null = nobody.</param>
    public AsyncServiceScope Open(Guid? tenantId, Guid? operatorId = null)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId, operatorId);
        return scope;
    }

    /// <param name="function"><c>operator_for_sign_in</c> by a normalized login, <c>tenant_of_operator</c> by an id, <c>operator_for_passkey</c> by that of a passkey.</param>
    public async Task<(Guid Id, Guid? TenantId)?> WhoseAsync<T>(string function, T argument)
    {
        await using var command = sources.App.CreateCommand($"select id, tenant_id from {function}($1)");
        command.Parameters.Add(new Npgsql.NpgsqlParameter<T> { TypedValue = argument });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1)) : null;
    }
}
