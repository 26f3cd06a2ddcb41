using System.Runtime.CompilerServices;
using BatteryCrm.Data.Operators;

namespace BatteryCrm.Web.Security;

/// <summary>Who works in this scope; set once beside the tenant, from the same principal.</summary>
/// <param name="log">Where refusals are noted; null = nowhere.</param>
public sealed class CurrentOperator(ILogger<CurrentOperator>? log = null)
{
    private OperatorIdentity? identity;

    /// <exception cref="InvalidOperationException">Nobody signed in to this scope.</exception>
    public OperatorIdentity Identity => identity ?? throw new InvalidOperationException("The operator of this scope is not set.");

    public Guid Id => Identity.Id;

    public bool IsSet => identity is not null;

    /// <summary>Whether an admin works here. Pages are closed to others already; what asks here is the deed itself, and a refusal is noted.</summary>
    public bool MayAsAdmin([CallerMemberName] string deed = "", [CallerFilePath] string file = "") => May(Identity.Role is Roles.Admin, deed, file);

    /// <summary>Whether a manager or an admin works here; a refusal is noted.</summary>
    public bool MayAsManager([CallerMemberName] string deed = "", [CallerFilePath] string file = "") => May(Identity.IsManager, deed, file);

    /// <summary>Whether one of the platform's own people works here; a refusal is noted.</summary>
    public bool MayAsPlatform([CallerMemberName] string deed = "", [CallerFilePath] string file = "") => May(Identity.Role is Roles.Platform, deed, file);

    public void Set(OperatorIdentity value)
    {
        if (identity is not null && identity.Id != value.Id) throw new InvalidOperationException("The operator of this scope is already set to another.");
        identity = value;
    }

    private bool May(bool isAllowed, string deed, string file)
    {
        if (!isAllowed && log is not null) SecurityLog.DeedRefused(log, Identity.TenantId, Id, Identity.Role, Path.GetFileNameWithoutExtension(file), deed);
        return isAllowed;
    }
}

/// <summary>What a principal's claims say of an operator.</summary>
/// <param name="TenantId">Null for the platform's own people.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
public sealed record OperatorIdentity(Guid Id, Guid? TenantId, string Name, string Role)
{
    /// <summary>The browser session; null for what is none (tests, commands).</summary>
    public Guid? SessionId { get; init; }

    /// <summary>What <see cref="Policies.Manager"/> asks for: a manager or an admin.</summary>
    public bool IsManager => Role is Roles.Manager or Roles.Admin;
}
