namespace MediaBar.Tests;

/// <summary>Four languages: MediaBar's own words, and the sentences of HIS.</summary>
public sealed class LanguageTests(Chromium chromium, HisFixture his) : Scenario(chromium, his)
{
    [Theory]
    [InlineData("de", "Abmelden", "Bereit", "Die Agenten-ID oder das Passwort ist falsch.", "Die Anlage hat Sie nicht abgemeldet.")]
    [InlineData(
        "es",
        "Cerrar sesión",
        "Disponible",
        "El identificador de agente o la contraseña no son correctos.",
        "La centralita no le desconectó."
    )]
    [InlineData("ar", "تسجيل الخروج", "جاهز", "رقم الموظف أو كلمة المرور غير صحيحة.", "لم يسجّل المقسم خروجك.")]
    public async Task ALanguage_IsSpokenByMediaBar_AndByHis(string language, string logout, string ready, string wrong, string notLoggedOff)
    {
        var alice = await OpenPageAsync();
        await alice.Bar.Locator("select").SelectOptionAsync(language);
        await Expect(alice.Bar).ToHaveAttributeAsync("lang", language);
        await Expect(alice.Bar).ToHaveAttributeAsync("dir", language is "ar" ? "rtl" : "ltr");

        await TryAsync("wrong");
        await Expect(alice.Notice).ToContainTextAsync(wrong);
        await TryAsync(HisFixture.Password);
        await alice.AssertStateAsync("NotReady");
        await Expect(alice.Bar.Locator("[part~=logout]")).ToHaveTextAsync(logout);
        await Expect(alice.AllChannels.Locator("[part~=ready]")).ToHaveTextAsync(ready);

        await Switch.FailAsync("Logout");
        await alice.Bar.Locator("[part~=logout]").ClickAsync();
        await Expect(alice.Notice).ToHaveAttributeAsync("data-failure", "SwitchLogoutFailure");
        await Expect(alice.Notice).ToContainTextAsync(notLoggedOff);

        async Task TryAsync(string password)
        {
            await alice.Page.Locator("#agent-id").FillAsync(Alice);
            await alice.Page.Locator("#password").FillAsync(password);
            await alice.Bar.Locator("[part~=login-button]").ClickAsync();
        }
    }

    [Theory]
    [InlineData("de-AT", "de")]
    [InlineData("es-MX", "es")]
    [InlineData("ar-EG", "ar")]
    [InlineData("fr-FR", "en")]
    public async Task TheEmbeddedBar_SpeaksAsItsAddressSays(string asked, string spoken)
    {
        var alice = await OpenPageAsync(page: $"{Bare}?locale={asked}");
        await Expect(alice.Bar).ToHaveAttributeAsync("lang", spoken);
        await Expect(alice.Bar.Locator("select")).ToHaveValueAsync(spoken);
    }

    [Fact]
    public async Task ALanguageThatIsChangedInTheMiddle_ChangesEveryWord_AndNoState()
    {
        var alice = await OpenPageAsync();
        await alice.LogInReadyAsync();
        await Switch.OfferAsync(Alice, "Chat", "Mira Oduya");
        await Expect(alice.LogoutWhy).ToContainTextAsync("A chat with Mira Oduya");
        await alice.Bar.Locator("select").SelectOptionAsync("de");
        await Expect(alice.LogoutWhy).ToContainTextAsync("Mira Oduya");
        await Expect(alice.LogoutWhy).Not.ToContainTextAsync("chat with");
        await Expect(alice.Bar).Not.ToContainTextAsync("Not Ready");
        await alice.AssertStateAsync("Ready");
    }
}
