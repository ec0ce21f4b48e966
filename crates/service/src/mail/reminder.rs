//! What a reminder says, in six languages.

use chrono::NaiveDate;
use schema::{Lang, Year};

use super::Written;

/// A reminder of a return that is awaited.
#[derive(Clone)]
pub(crate) struct Reminder {
    /// The State, by its name in the language of the mail.
    pub(crate) country: String,
    /// The year whose figures are awaited.
    pub(crate) year: Year,
    /// Its last day in time.
    pub(crate) due_on: NaiveDate,
    /// Whether that day is over.
    pub(crate) is_over: bool,
    /// The address of the service.
    pub(crate) link: String,
}

impl Written for Reminder {
    fn text(&self, lang: Lang) -> (String, String) {
        let Words { subject, upcoming, over, what_to_do } = words(lang);
        let fill = |text: &str| {
            text.replace("{country}", &self.country)
                .replace("{year}", &self.year.to_string())
                .replace("{due}", &self.due_on.to_string())
        };
        let first = if self.is_over { over } else { upcoming };
        (fill(subject), format!("{}\n\n{}\n\n{}\n", fill(first), self.link, fill(what_to_do)))
    }
}

/// The sentences of a language.
struct Words {
    subject: &'static str,
    upcoming: &'static str,
    over: &'static str,
    what_to_do: &'static str,
}

fn words(lang: Lang) -> Words {
    match lang {
        Lang::En => Words {
            subject: "Illicit Arms Flows Questionnaire {year}: the return of {country} is awaited",
            upcoming: "The return of {country} for {year} is due on {due}. It has not been submitted yet. Here you get the workbook, send it, and submit the return:",
            over: "The return of {country} for {year} was due on {due}. It has not been submitted yet. Here you get the workbook, send it, and submit the return:",
            what_to_do: "If it cannot be ready in time, ask the secretariat for an extension. Reminders stop by themselves as soon as the return is submitted.",
        },
        Lang::Fr => Words {
            subject: "Questionnaire sur les flux d’armes illicites {year} : la réponse de {country} est attendue",
            upcoming: "La réponse de {country} pour {year} est attendue au plus tard le {due}. Elle n’a pas encore été soumise. Vous trouvez ici le classeur, vous l’envoyez et vous soumettez la réponse :",
            over: "La réponse de {country} pour {year} était attendue au plus tard le {due}. Elle n’a pas encore été soumise. Vous trouvez ici le classeur, vous l’envoyez et vous soumettez la réponse :",
            what_to_do: "Si elle ne peut être prête à temps, demandez un délai au secrétariat. Les rappels cessent d’eux-mêmes dès que la réponse est soumise.",
        },
        Lang::Es => Words {
            subject: "Cuestionario sobre las corrientes ilícitas de armas {year}: se espera la respuesta de {country}",
            upcoming: "La respuesta de {country} correspondiente a {year} debe presentarse a más tardar el {due}. Aún no se ha presentado. Aquí puede obtener el libro de trabajo, enviarlo y presentar la respuesta:",
            over: "La respuesta de {country} correspondiente a {year} debía presentarse a más tardar el {due}. Aún no se ha presentado. Aquí puede obtener el libro de trabajo, enviarlo y presentar la respuesta:",
            what_to_do: "Si no puede estar lista a tiempo, solicite una prórroga a la secretaría. Los recordatorios cesan por sí solos en cuanto se presenta la respuesta.",
        },
        Lang::Ru => Words {
            subject: "Вопросник о незаконных потоках оружия, {year} год: ожидается ответ ({country})",
            upcoming: "Ответ ({country}) за {year} год должен быть представлен не позднее {due}. Он ещё не представлен. Здесь можно получить рабочую книгу, отправить её и представить ответ:",
            over: "Ответ ({country}) за {year} год должен был быть представлен не позднее {due}. Он ещё не представлен. Здесь можно получить рабочую книгу, отправить её и представить ответ:",
            what_to_do: "Если ответ не будет готов в срок, попросите секретариат о продлении. Напоминания прекращаются сами, как только ответ представлен.",
        },
        Lang::Zh => Words {
            subject: "非法武器流动调查问卷 {year}：等待{country}的答复",
            upcoming: "{country} {year} 年的答复应于 {due} 之前提交，目前尚未提交。您可在此获取工作簿、上传并提交答复：",
            over: "{country} {year} 年的答复应于 {due} 之前提交，现已逾期，尚未提交。您可在此获取工作簿、上传并提交答复：",
            what_to_do: "如果无法按时完成，请向秘书处申请延期。答复一经提交，提醒即自动停止。",
        },
        Lang::Ar => Words {
            subject: "استبيان تدفقات الأسلحة غير المشروعة {year}: رد {country} منتظر",
            upcoming: "يحل موعد تقديم رد {country} عن سنة {year} في {due}، ولم يُقدَّم بعد. من هنا تحصل على المصنف وترسله وتقدم الرد:",
            over: "حل موعد تقديم رد {country} عن سنة {year} في {due}، ولم يُقدَّم بعد. من هنا تحصل على المصنف وترسله وتقدم الرد:",
            what_to_do: "إن تعذر إعداده في الموعد فاطلب من الأمانة تمديد المهلة. تتوقف التذكيرات من تلقاء نفسها فور تقديم الرد.",
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_language_says_whose_return_is_due_and_when() {
        let mut subjects = BTreeSet::new();
        for lang in Lang::ALL {
            let bodies = [false, true].map(|is_over| {
                let reminder = Reminder {
                    country: "Sampleland".to_owned(),
                    year: 2025,
                    due_on: "2026-06-30".parse().unwrap(),
                    is_over,
                    link: "https://iafq.example".to_owned(),
                };
                let (subject, body) = reminder.text(lang);
                for word in ["Sampleland", "2025", "2026-06-30", "https://iafq.example"] {
                    assert!(body.contains(word), "{lang}: {word} is missing in {body}");
                }
                assert!(!body.contains('{') && !subject.contains('{'), "{subject} {body}");
                subjects.insert(subject);
                body
            });
            assert_ne!(bodies[0], bodies[1], "{lang}");
        }
        assert_eq!(subjects.len(), Lang::ALL.len());
    }
}
