using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Where files are kept; section <c>Files</c>.</summary>
public sealed class FilesOptions
{
    /// <summary>A folder that every node sees, as a full path; null = in the database.</summary>
    public string? Folder { get; set; }
}

/// <summary>The bytes in a folder, a file each; what was kept in the database before the setting changed is still found there.</summary>
internal sealed class FolderFileStore(IOptions<FilesOptions> options, PostgresFileStore database) : IFileStore
{
    public async Task SaveAsync(CrmDb db, StoredFile file, Stream content, CancellationToken cancellation)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = path + ".part";
        await using (var target = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await content.CopyToAsync(target, cancellation);
            target.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        db.StoredFiles.Add(file);
        await db.SaveChangesAsync(cancellation);
    }

    public Stream Open(Func<CancellationToken, Task<CrmDb>> connect, StoredFile file) => File.Exists(PathOf(file))
        ? new FileStream(PathOf(file), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, useAsync: true)
        : database.Open(connect, file);

    public void Forget(Guid tenantId, Guid fileId) => File.Delete(PathOf(tenantId, fileId));

    // Ids of our own making only: nothing from outside becomes part of a path.
    private string PathOf(StoredFile file) => PathOf(file.TenantId, file.Id);

    private string PathOf(Guid tenantId, Guid fileId) => Path.Combine(options.Value.Folder!, tenantId.ToString("N"), fileId.ToString("N"));
}
