using System.Globalization;
using System.Text;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.People.Export;
using BatteryCrm.Web.People.Import;

namespace BatteryCrm.Tests.People.Export;

/// <summary>The list as a file: Excel opens it, nothing in it runs, and it can be brought in again.</summary>
public sealed class ClientCsvTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 20, 30, 0, TimeSpan.Zero);
    private readonly CultureInfo language = CultureInfo.CurrentUICulture;

    public ClientCsvTests() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru-RU");

    public void Dispose() => CultureInfo.CurrentUICulture = language;

    [Fact]
    public async Task Write_IsUtf8WithItsMark_Semicolons_AndTheTenantsClock()
    {
        var bytes = await WriteAsync(new ClientCsvRow("Анна; \"Аня\"", "+79171234567", "anna@demo.test", "Telegram @anna", "vip, ремонт", true, 3, 4500.5m, At, null));

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(
            "Имя;Телефон;Почта;Мессенджеры;Метки;Отписан;Обращений;Сумма, ₽;Добавлен;Последнее сообщение\r\n"
            + "\"Анна; \"\"Аня\"\"\";+79171234567;anna@demo.test;Telegram @anna;vip, ремонт;да;3;4500,5;03.01.2026 00:30;\r\n",
            Encoding.UTF8.GetString(bytes[3..]));
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+79171234567", "'+79171234567")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("Анна = Аня", "Анна = Аня")]
    [InlineData(null, "")]
    public void Cell_ThatASpreadsheetWouldRun_IsMadeHarmless(string? cell, string expected) => Assert.Equal(expected, BatteryCrm.Web.Parts.SheetWriter.Harmless(cell));

    [Theory]
    [InlineData("+79171234567", "+79171234567")]
    [InlineData("+7917;=1+1", "'+7917;=1+1")]
    [InlineData("+", "'+")]
    [InlineData("=1", "'=1")]
    [InlineData("123", "123")]
    public void Phone_StaysANumber_AndNothingElseDoes(string phone, string expected) => Assert.Equal(expected, ClientCsv.Phone(phone));

    [Fact]
    public async Task Write_OfManyRows_HoldsNoneOfThem()
    {
        var target = new CountingStream();
        await ClientCsv.WriteAsync(target, ManyAsync(target), TimeZoneInfo.Utc, default);
        Assert.InRange(target.Bytes, 20_000 * 40, 20_000 * 120);

        static async IAsyncEnumerable<ClientCsvRow> ManyAsync(CountingStream target)
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (i == 10_000) Assert.True(target.Bytes > 5_000 * 40, "Half of the rows are read and hardly any are written.");
                yield return new ClientCsvRow("Клиент " + i, "+79171234567", null, null, null, false, 0, null, At, null);
                await Task.CompletedTask;
            }
        }
    }

    [Fact]
    public async Task Written_CanBeImportedAgain()
    {
        var bytes = await WriteAsync(new ClientCsvRow("Анна", "+79171234567", "anna@demo.test", null, null, true, 3, null, At, null));
        Assert.Equal(ImportEncodings.Utf8, await SheetText.EncodingOfAsync(new MemoryStream(bytes), default));
        var lines = await SheetLines.HeadAsync(new MemoryStream(bytes), ImportEncodings.Utf8, ";", 5, default);

        var (person, _) = ImportPersons.Read(lines[1], ImportHeads.Of(lines).Guess);

        Assert.Equal(("Анна", "+79171234567", "anna@demo.test", true), (person!.Name, person.Phone, person.Email, person.Unsubscribed));
    }

    private static async Task<byte[]> WriteAsync(params ClientCsvRow[] rows)
    {
        using var target = new MemoryStream();
        await ClientCsv.WriteAsync(target, rows.ToAsyncEnumerable(), TimeZoneInfo.CreateCustomTimeZone("samara", TimeSpan.FromHours(4), null, null), default);
        return target.ToArray();
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Bytes { get; private set; }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Bytes += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => Bytes += count;
    }
}
