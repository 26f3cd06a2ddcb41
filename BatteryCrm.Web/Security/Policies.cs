using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Authorization;

namespace BatteryCrm.Web.Security;

/// <summary>Who may open a page or call an endpoint: <c>[Authorize(Policy = Policies.Manager)]</c>. Each tenant role includes the one before it.</summary>
public static class Policies
{
    /// <summary>Anybody who works in a tenant.</summary>
    public const string Operator = nameof(Operator);

    /// <summary>Reports, every operator's queue, undo of others' merges.</summary>
    public const string Manager = nameof(Manager);

    /// <summary>Catalogues, channels, operators, settings of the own tenant.</summary>
    public const string Admin = nameof(Admin);

    /// <summary>Tenants and limits; no client data, and none of the policies above.</summary>
    public const string Platform = nameof(Platform);

    internal static void AddTo(AuthorizationBuilder authorization) => authorization
        .AddPolicy(Operator, p => p.RequireRole(Roles.Operator, Roles.Manager, Roles.Admin))
        .AddPolicy(Manager, p => p.RequireRole(Roles.Manager, Roles.Admin))
        .AddPolicy(Admin, p => p.RequireRole(Roles.Admin))
        .AddPolicy(Platform, p => p.RequireRole(Roles.Platform));
}
