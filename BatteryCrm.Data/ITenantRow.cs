namespace BatteryCrm.Data;

/// <summary>A row that belongs to exactly one tenant: filtered by query filter and by row-level security, referenced together with its tenant.</summary>
public interface ITenantRow
{
    /// <summary>The owner; filled by <see cref="CrmDb"/> on insert when left empty.</summary>
    Guid TenantId { get; set; }
}
