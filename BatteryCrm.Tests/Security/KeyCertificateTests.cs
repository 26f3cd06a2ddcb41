using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Security;

/// <summary>The file that wraps the key ring: made once, by whoever comes first, for its owner only.</summary>
public sealed class KeyCertificateTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("batterycrm-certificate-");

    private string File => Path.Combine(folder.FullName, "new", "keys.pfx");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void LoadOrCreate_NoFile_MakesOneThatOnlyItsOwnerReads()
    {
        using var made = KeyCertificate.LoadOrCreate(File);
        using var loaded = KeyCertificate.LoadOrCreate(File);

        Assert.Equal(made.Thumbprint, loaded.Thumbprint);
        Assert.True(made.HasPrivateKey);
        Assert.True(made.NotAfter > made.NotBefore.AddYears(30));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task LoadOrCreate_ManyAtOnce_AllGetTheSameAndLeaveNothingElse()
    {
        using var start = new Barrier(6);
        var thumbprints = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                using var certificate = KeyCertificate.LoadOrCreate(File);
                return certificate.Thumbprint;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Single(thumbprints.Distinct(StringComparer.Ordinal));
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void LoadOrCreate_BrokenFile_SaysWhichAndLeavesIt()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "no certificate");

        var refusal = Assert.Throws<KeyCertificateException>(() => KeyCertificate.LoadOrCreate(File));

        Assert.Contains(File, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("no certificate", System.IO.File.ReadAllText(File));
    }
}
