using System.Text;

namespace Netskope.Simulator;

/// <summary>What the rows are made of. Every person is made up. The first line of a table names its columns.</summary>
static class Words
{
    public static readonly byte[][] TypeNames = [.. Enum.GetValues<AlertType>().Select(type => Encoding.UTF8.GetBytes(type.Name()))];

    public static readonly byte[][] DocumentationNetworks = [.. new[] { "192.0.2.", "198.51.100.", "203.0.113." }.Select(Encoding.UTF8.GetBytes)];

    public static readonly string[][] People =
    [
        ["mail", "name", "unit"],
        ["amara.osei@example.com", "Amara Osei", @"example.com\/Finance\/Accounting"],
        ["jörg.weiß@example.com", "Jörg Weiß", @"example.com\/Einkauf\/Süd"],
        ["lin.zhao@example.org", @"\u8d75\u7433 (Lin Zhao)", @"example.org\/Research"],
        ["priya.raman@example.com", "Priya Raman", @"example.com\/Engineering\/Platform"],
        ["tomas.novak@example.org", "Tomáš Novák", @"example.org\/Sales\/EMEA"],
        ["EXAMPLE\\\\mrivera", "Marta Rivera", ""],
        ["sofia.o'neil@example.com", "Sofia O'Neil", @"example.com\/Legal"],
        ["dev-bot+ci@example.org", "dev bot", @"example.org\/Service Accounts"],
        ["hana.sato@example.com", "佐藤 花", @"example.com\/Support\/APAC"],
        ["yusuf.demir@example.com", "Yusuf Demir", @"example.com\/HR"],
        ["noor.haddad@example.org", "Noor Haddad 🙂", @"example.org\/Board"],
    ];

    public static readonly string[][] Apps =
    [
        ["name", "category", "cci", "ccl", "host", "suite"],
        ["Google Drive", "Cloud Storage", "91", "excellent", "drive.example.com", "Google Workspace"],
        ["Microsoft Office 365 OneDrive for Business", "Cloud Storage", "90", "excellent", "onedrive.example.com", "Office365"],
        ["Slack", "Collaboration", "88", "high", "slack.example.com", "Slack"],
        ["Dropbox", "Cloud Storage", "84", "high", "dropbox.example.org", "Dropbox"],
        ["Amazon Web Services", "IaaS\\/PaaS", "94", "excellent", "aws.example.com", "Amazon"],
        ["Salesforce", "Customer Relationship Management", "92", "excellent", "crm.example.com", "Salesforce"],
        ["Paste & Share", "General", "31", "poor", "paste.example.org", "unknown"],
        ["Übersetzer", "Productivity", "47", "low", "translate.example.org", "unknown"],
    ];

    public static readonly string[][] Files =
    [
        ["name", "type", "mime"],
        [@"Q3 forecast \""draft\"".xlsx", @"application\/vnd.ms-excel", @"application\/octet-stream"],
        [@"Kundenliste_Größe_übergreifend.csv", @"text\/csv", @"text\/csv"],
        [@"customers & prospects.csv", @"text\/csv", @"text\/csv"],
        [@"見積書 2025.pdf", @"application\/pdf", @"application\/pdf"],
        [@"setup<v2>.exe", @"application\/x-dosexec", @"application\/x-msdownload"],
        [@"backup.tar.gz", @"application\/gzip", @"application\/x-gzip"],
        [@"C:\\Users\\Public\\notes.txt", @"text\/plain", @"text\/plain"],
    ];

    public static readonly string[][] Places =
    [
        ["country", "region", "city", "zip", "zone", "latitude", "longitude"],
        ["DE", "Bavaria", "München", "80331", @"Europe\/Berlin", "48.137154000000002", "11.576124000000000"],
        ["US", "California", "San José", "95110", @"America\/Los_Angeles", "37.338207999999998", "-121.88632900000000"],
        ["JP", "Tokyo", "Tokyo", "100-0001", @"Asia\/Tokyo", "35.676200000000001", "139.65030999999999"],
        ["BR", "São Paulo", "São Paulo", "01000-000", @"America\/Sao_Paulo", "-23.550520000000002", "-46.633308999999997"],
        ["IN", "Karnataka", "Bengaluru", "560001", @"Asia\/Kolkata", "12.971598700000001", "77.594562699999997"],
        ["GB", "England", "London", "EC1A 1BB", @"Europe\/London", "51.507350899999999", "-0.12775829999999999"],
    ];

    public static readonly RowTemplate Standard = new("""
        {"control":"{{int:1..20}}.{{int:1..9}}","description":"Who may administer the account is written down & reviewed","id":{{int:-99999..-1}},
        "reference_url":"https:\/\/standards.example.org\/{{hex:8}}","section":"{{one:IAM|SEF|DSI|EKM|PR.AC|DE.CM}}",
        "standard":"{{one:CSA-CCM-3.0.1|NIST-CSF-1.1|CIS-AZRFND-1.0.0|CIS-AWSFND-1.2.0|PCI-DSS-3.2|ISO-27002-2013}}"}
        """);
}
