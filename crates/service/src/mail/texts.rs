//! What the mails of accounts say, in six languages.

use schema::Lang;

use super::Written;

/// Why a mail is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Occasion {
    /// Somebody got an account.
    Invitation,
    /// Somebody asked for another password.
    Reset,
}

/// A mail with a link.
#[derive(Clone)]
pub(crate) struct Letter {
    /// Why it is sent.
    pub(crate) occasion: Occasion,
    /// The link.
    pub(crate) link: String,
    /// For how many hours it is good.
    pub(crate) hours: i64,
}

impl Written for Letter {
    fn text(&self, lang: Lang) -> (String, String) {
        let (subject, before, after) = match self.occasion {
            Occasion::Invitation => invitation(lang),
            Occasion::Reset => reset(lang),
        };
        let after = after.replace("{hours}", &self.hours.to_string());
        (subject.to_owned(), format!("{before}\n\n{}\n\n{after}\n", self.link))
    }
}

/// Subject, what stands before the link, what stands after it.
type Parts = (&'static str, &'static str, &'static str);

fn invitation(lang: Lang) -> Parts {
    match lang {
        Lang::En => (
            "Your account for the Illicit Arms Flows Questionnaire",
            "An account for the Illicit Arms Flows Questionnaire was made for you. Choose a password here:",
            "The link is good once, for {hours} hours. If you did not expect it, tell the secretariat and do not use it.",
        ),
        Lang::Fr => (
            "Votre compte pour le Questionnaire sur les flux d’armes illicites",
            "Un compte pour le Questionnaire sur les flux d’armes illicites a été créé pour vous. Choisissez un mot de passe ici :",
            "Le lien ne sert qu’une fois, pendant {hours} heures. Si vous ne l’attendiez pas, signalez-le au secrétariat et ne l’utilisez pas.",
        ),
        Lang::Es => (
            "Su cuenta para el Cuestionario sobre las corrientes ilícitas de armas",
            "Se ha creado para usted una cuenta del Cuestionario sobre las corrientes ilícitas de armas. Elija aquí una contraseña:",
            "El enlace sirve una sola vez, durante {hours} horas. Si no lo esperaba, avise a la secretaría y no lo utilice.",
        ),
        Lang::Ru => (
            "Ваша учётная запись для вопросника о незаконных потоках оружия",
            "Для вас создана учётная запись вопросника о незаконных потоках оружия. Выберите пароль здесь:",
            "Ссылка действует один раз в течение указанного числа часов: {hours}. Если вы её не ожидали, сообщите секретариату и не используйте её.",
        ),
        Lang::Zh => (
            "您的非法武器流动调查问卷账户",
            "已为您创建非法武器流动调查问卷账户。请在此设置密码：",
            "该链接只能使用一次，有效期为 {hours} 小时。如果您没有预期收到此邮件，请告知秘书处，并勿使用该链接。",
        ),
        Lang::Ar => (
            "حسابك في استبيان تدفقات الأسلحة غير المشروعة",
            "أُنشئ لك حساب في استبيان تدفقات الأسلحة غير المشروعة. اختر كلمة المرور هنا:",
            "يصلح الرابط لمرة واحدة خلال هذا العدد من الساعات: {hours}. إن لم تكن تتوقع هذه الرسالة فأبلغ الأمانة ولا تستخدم الرابط.",
        ),
    }
}

fn reset(lang: Lang) -> Parts {
    match lang {
        Lang::En => (
            "Another password for the Illicit Arms Flows Questionnaire",
            "Somebody, probably you, asked for another password for your account. Choose it here:",
            "The link is good once, for {hours} hours. If it was not you, do nothing: your password stays as it is.",
        ),
        Lang::Fr => (
            "Un nouveau mot de passe pour le Questionnaire sur les flux d’armes illicites",
            "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte. Choisissez-le ici :",
            "Le lien ne sert qu’une fois, pendant {hours} heures. Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.",
        ),
        Lang::Es => (
            "Otra contraseña para el Cuestionario sobre las corrientes ilícitas de armas",
            "Alguien, probablemente usted, ha pedido otra contraseña para su cuenta. Elíjala aquí:",
            "El enlace sirve una sola vez, durante {hours} horas. Si no fue usted, no haga nada: su contraseña no cambia.",
        ),
        Lang::Ru => (
            "Новый пароль для вопросника о незаконных потоках оружия",
            "Кто-то, вероятно вы, запросил новый пароль для вашей учётной записи. Выберите его здесь:",
            "Ссылка действует один раз в течение указанного числа часов: {hours}. Если это были не вы, ничего не делайте: пароль останется прежним.",
        ),
        Lang::Zh => (
            "非法武器流动调查问卷：重设密码",
            "有人（很可能是您本人）请求为您的账户重设密码。请在此设置：",
            "该链接只能使用一次，有效期为 {hours} 小时。如果不是您本人操作，请不必理会：您的密码保持不变。",
        ),
        Lang::Ar => (
            "كلمة مرور أخرى لاستبيان تدفقات الأسلحة غير المشروعة",
            "طلب أحدهم، ولعله أنت، كلمة مرور أخرى لحسابك. اخترها هنا:",
            "يصلح الرابط لمرة واحدة خلال هذا العدد من الساعات: {hours}. إن لم تكن أنت من طلب ذلك فلا تفعل شيئا: تبقى كلمة مرورك كما هي.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_says_the_link_and_how_long_it_is_good() {
        let mut subjects = std::collections::BTreeSet::new();
        for lang in Lang::ALL {
            for occasion in [Occasion::Invitation, Occasion::Reset] {
                let letter = Letter { occasion, link: "https://iafq.example/#t".to_owned(), hours: 24 };
                let (subject, body) = letter.text(lang);
                assert!(
                    body.contains("https://iafq.example/#t") && body.contains("24") && !body.contains('{'),
                    "{body}"
                );
                assert!(subjects.insert(subject.clone()), "{subject}");
            }
        }
    }
}
