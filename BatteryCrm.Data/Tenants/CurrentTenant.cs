namespace BatteryCrm.Data.Tenants;

/// <summary>
/// Whose work a scope does. Set once, then never changed: in a circuit from the authentication state, in an HTTP endpoint from the principal, in a command
/// from its argument. Reading it before that is a bug and throws, so a forgotten tenant never means "all tenants".
/// </summary>
public sealed class CurrentTenant
{
    private Guid? id;

    public bool IsSet { get; private set; }

    /// <summary>The tenant; null = the platform's own people, who belong to none.</summary>
    /// <exception cref="InvalidOperationException">Nobody said whose work this is.</exception>
    public Guid? Id => IsSet ? id : throw new InvalidOperationException("The tenant of this scope is not set.");

    /// <summary>Whose deeds these are, for the log of what was changed; null for commands and rules.</summary>
    public Guid? OperatorId { get; private set; }

    /// <exception cref="InvalidOperationException">The scope already works for another tenant.</exception>
    public void Set(Guid? tenantId, Guid? operatorId = null)
    {
        if (IsSet && id != tenantId) throw new InvalidOperationException("The tenant of this scope is already set to another.");
        (id, IsSet, OperatorId) = (tenantId, true, operatorId ?? OperatorId);
    }
}
