using System.Collections.Frozen;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>Short built-in lists, not the public suffix list: they catch the common mistakes and miss the rare ones.</summary>
internal static class KnownDomains
{
    /// <summary>Suffixes of two labels under which companies register; single labels are refused anyway.</summary>
    public static FrozenSet<string> PublicSuffixes { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "co.uk", "org.uk", "ac.uk", "gov.uk", "ltd.uk", "plc.uk", "me.uk", "net.uk",
        "com.au", "net.au", "org.au", "edu.au", "gov.au", "co.nz", "org.nz", "net.nz",
        "co.jp", "ne.jp", "or.jp", "ac.jp", "go.jp", "co.kr", "or.kr", "com.cn", "net.cn", "org.cn", "com.hk", "com.tw",
        "co.in", "net.in", "org.in", "com.sg", "com.my", "co.id", "co.th", "com.ph", "com.vn", "com.pk", "com.bd",
        "com.br", "net.br", "org.br", "com.ar", "com.mx", "com.co", "com.pe", "com.ve", "com.ec", "com.uy",
        "co.za", "org.za", "com.ng", "co.ke", "com.eg", "com.sa", "com.tr", "co.il", "org.il", "com.ua", "com.ru",
        "com.pl", "net.pl", "org.pl", "co.at", "or.at", "com.es", "com.pt", "com.gr", "com.ro", "com.cy", "com.mt",
        "github.io", "gitlab.io", "vercel.app", "netlify.app", "herokuapp.com", "web.app", "pages.dev",
        "blogspot.com", "wordpress.com", "wixsite.com", "myshopify.com", "azurewebsites.net", "cloudfront.net");

    /// <summary>Domains of mail providers for everybody.</summary>
    public static FrozenSet<string> Webmail { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "outlook.fr", "hotmail.com", "hotmail.co.uk",
        "hotmail.de", "hotmail.fr", "hotmail.it", "hotmail.es", "live.com", "live.de", "live.co.uk", "live.fr", "msn.com",
        "yahoo.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.co.jp", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es",
        "yahoo.ca", "yahoo.com.br", "ymail.com", "rocketmail.com", "aol.com", "icloud.com", "me.com", "mac.com",
        "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "zoho.com", "fastmail.com", "hey.com", "mail.com",
        "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de", "t-online.de", "freenet.de", "arcor.de",
        "posteo.de", "mailbox.org", "bluewin.ch", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr",
        "libero.it", "virgilio.it", "tiscali.it", "btinternet.com", "sky.com", "virginmedia.com", "ntlworld.com",
        "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net",
        "bigpond.com", "xtra.co.nz", "qq.com", "163.com", "126.com", "sina.com", "foxmail.com", "naver.com", "daum.net",
        "yandex.ru", "yandex.com", "mail.ru", "bk.ru", "rambler.ru", "wp.pl", "o2.pl", "onet.pl", "interia.pl",
        "seznam.cz", "rediffmail.com", "uol.com.br", "bol.com.br", "terra.com.br", "ziggo.nl", "kpnmail.nl", "telenet.be");
}
