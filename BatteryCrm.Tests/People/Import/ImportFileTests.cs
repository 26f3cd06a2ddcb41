using System.Text;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.People.Import;

namespace BatteryCrm.Tests.People.Import;

/// <summary>What a file is, what its columns are, and who stands in a line.</summary>
public sealed class ImportFileTests
{
    private static readonly Encoding Windows1251 = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    [Theory]
    [InlineData("utf-8", false, ImportEncodings.Utf8)]
    [InlineData("utf-8", true, ImportEncodings.Utf8)]
    [InlineData("windows-1251", false, ImportEncodings.Windows1251)]
    [InlineData("utf-16", true, ImportEncodings.Utf16)]
    public async Task Encoding_IsFound_AndTheWordsAreRead(string name, bool hasMark, string expected)
    {
        var encoding = name is "windows-1251" ? Windows1251 : Encoding.GetEncoding(name);
        byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("Имя;Телефон\r\nАнна Ёлкина;+79171234567\r\n")];

        Assert.Equal(expected, await SheetText.EncodingOfAsync(new MemoryStream(bytes), default));
        var head = ImportHeads.Of(await SheetLines.HeadAsync(new MemoryStream(bytes), expected, ";", 5, default));
        Assert.Equal(["Имя", "Телефон"], head.Headings);
        Assert.Equal("Анна Ёлкина", head.Rows[0][0]);
    }

    [Fact]
    public async Task Encoding_RussianLettersBehindAMegabyteOfLatin_IsStillFound()
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("anna;+79171234567\r\n", 80_000))), .. Windows1251.GetBytes("Жанна;1\r\n")];
        Assert.Equal(ImportEncodings.Windows1251, await SheetText.EncodingOfAsync(new MemoryStream(bytes), default));

        // A letter of two bytes on the border of what is read at once is no fault.
        byte[] split = [.. Encoding.ASCII.GetBytes(new string('a', (64 * 1024) - 1)), .. "Ж"u8];
        Assert.Equal(ImportEncodings.Utf8, await SheetText.EncodingOfAsync(new MemoryStream(split), default));
    }

    [Theory]
    [InlineData("Имя;Телефон", ";")]
    [InlineData("Имя,Телефон", ",")]
    [InlineData("Имя\tТелефон", "\t")]
    [InlineData("\"Имя, фамилия\";Телефон", ";")]
    [InlineData("Имя", ";")]
    [InlineData("sep=,", ",")]
    public void Separator_IsWhatPartsTheHeadings(string head, string expected) => Assert.Equal(expected, SheetText.SeparatorOf(head));

    [Fact]
    public async Task Lines_QuotesBreaksAndBlanks_KeepTheNumbersOfAnEditor()
    {
        const string file = "sep=;\r\nИмя;Заметка\r\n\"Анна\";\"первая\r\nвторая; строка \"\"в кавычках\"\"\"\r\n\r\nИван;ещё\r\nПётр\r\n";
        var lines = new List<SheetLine>();
        await foreach (var line in SheetLines.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), ImportEncodings.Utf8, ";", default)) lines.Add(line);

        Assert.Equal([(2, "Имя"), (4, "Анна"), (5, ""), (6, "Иван"), (7, "Пётр")], lines.Select(l => (l.Number, l.Cells[0])));
        Assert.Equal("первая\r\nвторая; строка \"в кавычках\"", lines[1].Cells[1]);
        Assert.Single(lines[4].Cells);
    }

    [Fact]
    public async Task Lines_QuotationMarkWithoutEnd_IsAFaultOfTheFile_AndOneOutOfPlaceOfItsLine()
    {
        var endless = "Имя\r\n\"" + string.Concat(Enumerable.Repeat("Анна\r\n", 20_000));
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var _ in SheetLines.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(endless)), ImportEncodings.Utf8, ";", default))
            {
                // to the end
            }
        });
        var lines = new List<SheetLine>();
        await foreach (var line in SheetLines.ReadAsync(new MemoryStream("Анна \"Аня\";1\r\nИван;2\r\n"u8.ToArray()), ImportEncodings.Utf8, ";", default)) lines.Add(line);
        Assert.Equal([true, false], lines.Select(l => l.IsBroken));
    }

    [Theory]
    [InlineData("ФИО;Номер телефона клиента;E-mail;Телеграм;Не беспокоить;Комментарий;Сумма", "name;phone;email;telegram;unsubscribed;note;skip")]
    [InlineData("Фамилия;Имя;Моб. телефон;Эл. почта;ВК;Согласие на обработку ПДн;Группа", "name;name;phone;email;vk;consent;tags")]
    [InlineData("Customer name;Phone;Mail;Tags;Unsubscribed;Id", "name;phone;email;tags;unsubscribed;skip")]
    public void Columns_AreGuessedByTheirHeadings(string headings, string expected)
    {
        var head = new[] { new SheetLine(1, headings.Split(';'), false) };
        Assert.Equal(expected.Split(';'), ImportHeads.Of(head).Guess);
    }

    [Fact]
    public void Columns_WithoutHeadings_AreGuessedByTheFirstPerson_WhoIsNotLost()
    {
        var head = ImportHeads.Of([new SheetLine(1, ["Анна", "8 917 123-45-67", "anna@demo.test", "12"], false)]);

        Assert.Equal(["", "", "", ""], head.Headings);
        Assert.Equal(["name", "phone", "email", "skip"], head.Guess);
        Assert.Equal("Анна", head.Rows.Single()[0]);
    }

    [Theory]
    [InlineData("Анна|8 (917) 123-45-67|ANNA@Demo.test|@Anna_K|vk.com/id77|да|1", "Анна|+79171234567|anna@demo.test|@anna_k|77|True|True")]
    [InlineData("Анна|89171234567, 89270001122||https://t.me/anna|annak|нет|", "Анна|+79171234567||@anna|@annak|False|False")]
    [InlineData("|79171234567||123456789|||", "|+79171234567||123456789||False|False")]
    [InlineData("Анна||||||", "Анна|||||False|False")]
    public void Person_IsReadAsPeopleWriteHim(string cells, string expected)
    {
        var (person, reason) = Read(cells);
        Assert.Null(reason);
        Assert.Equal(expected, string.Join('|', person!.Name, person.Phone, person.Email, person.Telegram, person.Vk, person.Consented, person.Unsubscribed));
    }

    [Theory]
    [InlineData("Анна|123|||||", ImportPersons.Phone)]
    [InlineData("Анна|7,91712E+10|||||", ImportPersons.Excel)]
    [InlineData("Анна||anna@||||", ImportPersons.Email)]
    [InlineData("Анна|||кто-то||| ", ImportPersons.Account)]
    [InlineData("||||||да", ImportPersons.Nobody)]
    public void Person_WhoCannotBeRead_HasAReason(string cells, string expected) => Assert.Equal((null, expected), Read(cells));

    [Fact]
    public void Person_ColumnsOfOneKind_AreJoined()
    {
        var (person, _) = ImportPersons.Read(new SheetLine(2, ["Кузнецова", "Анна", "", "8 917 123 45 67", "раз", "два"], false), ["name", "name", "phone", "phone", "note", "note"]);
        Assert.Equal(("Кузнецова Анна", "+79171234567", "раз\nдва"), (person!.Name, person.Phone, person.Note));
    }

    private static (ImportPerson? Person, string? Reason) Read(string cells) =>
        ImportPersons.Read(new SheetLine(2, cells.Split('|'), false), ["name", "phone", "email", "telegram", "vk", "consent", "unsubscribed"]);
}
