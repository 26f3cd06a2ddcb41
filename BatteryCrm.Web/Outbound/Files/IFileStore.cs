using BatteryCrm.Data;
using BatteryCrm.Data.Files;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Keeps the bytes of <see cref="StoredFile"/> rows.</summary>
internal interface IFileStore
{
    /// <summary>Writes row and bytes inside the caller's transaction; what lies outside the database may stay behind when that fails, and is never found.</summary>
    Task SaveAsync(CrmDb db, StoredFile file, Stream content, CancellationToken cancellation);

    /// <summary>The bytes from the beginning; can be positioned. The caller disposes.</summary>
    /// <param name="connect">Gives a context that sees the file's tenant.</param>
    Stream Open(Func<CancellationToken, Task<CrmDb>> connect, StoredFile file);

    /// <summary>Removes what lies outside the database of a file whose row has been deleted.</summary>
    void Forget(Guid tenantId, Guid fileId);
}
