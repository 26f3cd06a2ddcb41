using BatteryCrm.Data.Operators;

namespace BatteryCrm.Web.Security;

/// <summary>Who works in this scope; set once beside the tenant, from the same principal.</summary>
public sealed class CurrentOperator
{
    private OperatorIdentity? identity;

    /// <exception cref="InvalidOperationException">Nobody signed in to this scope.</exception>
    public OperatorIdentity Identity => identity ?? throw new InvalidOperationException("The operator of this scope is not set.");

    public Guid Id => Identity.Id;

    public bool IsSet => identity is not null;

    public void Set(OperatorIdentity value)
    {
        if (identity is not null && identity.Id != value.Id) throw new InvalidOperationException("The operator of this scope is already set to another.");
        identity = value;
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
