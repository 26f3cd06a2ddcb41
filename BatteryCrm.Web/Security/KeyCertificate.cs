using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BatteryCrm.Web.Security;

/// <summary>Where the certificate lies that wraps the key ring. Configuration section <c>DataProtection</c>.</summary>
public sealed class KeyOptions
{
    public const string Section = "DataProtection";

    /// <summary>A PKCS#12 file without password, readable by its owner only; relative to the current directory. Its first user makes it.</summary>
    public string CertificatePath { get; set; } = ".local/keys/batterycrm.pfx";
}

/// <summary>
/// The certificate outside the database that wraps the keys inside it: whoever gets a copy of the database alone can open nothing. Every node and every
/// command of an installation needs the same file.
/// </summary>
public static class KeyCertificate
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(365 * 50);

    /// <summary>The certificate in the file, made when there is none. Processes that start at the same moment end with one and the same.</summary>
    /// <exception cref="KeyCertificateException">The file cannot be read or made; the message says why.</exception>
    public static X509Certificate2 LoadOrCreate(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            if (!File.Exists(path)) Create(path);
            return Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new KeyCertificateException($"The certificate '{path}' cannot be used: {e.Message} DataProtection__CertificatePath names another file.", e);
        }
    }

    private static X509Certificate2 Load(string path)
    {
        // Without a key container on disk; macOS knows no other way.
        var storage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
        var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password: null, storage);
        return certificate.HasPrivateKey ? certificate : throw new CryptographicException("It holds no private key.");
    }

    private static void Create(string path)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Environment.ProcessId}.{Path.GetRandomFileName()}";
        try
        {
            Write(draft);
            // Fails when somebody was faster: then theirs is the one.
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static void Write(string path)
    {
        using var key = RSA.Create(3072);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=BatteryCRM key ring", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.Add(Validity));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(certificate.Export(X509ContentType.Pkcs12));
        file.Flush(flushToDisk: true);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else if (!Directory.Exists(folder)) Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>The certificate of the key ring cannot be read or made; without it no secret can be sealed or opened.</summary>
public sealed class KeyCertificateException(string message, Exception inner) : Exception(message, inner);
