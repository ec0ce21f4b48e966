//! What the screen holds back, and what it lets pass. Every name, number and address is invented.

use std::sync::OnceLock;

use schema::Catalogue;
use schema::load::embedded;

use super::{Kind, Least, kinds};

fn least() -> &'static Least {
    static LEAST: OnceLock<Least> = OnceLock::new();
    LEAST.get_or_init(|| Least::of(Catalogue::parse(&embedded()).unwrap().get("2018").unwrap(), "SIG-12"))
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of texts")]
fn personal_data_are_held_back_by_kind() {
    let mut wrong = Vec::new();
    for (text, kind) in [
        // Addresses
        ("Contact: j.doe@police.example.org", Kind::Email),
        ("写信至 zhang@police.example.cn。", Kind::Email),
        ("للتواصل user_1@interior.example", Kind::Email),
        ("address doe(at)police.example.org", Kind::Email),
        ("doe at gmail.com", Kind::Email),
        ("ＵＳＥＲ＠ＥＸＡＭＰＬＥ．ＯＲＧ", Kind::Email),
        // Phones
        ("call +41 22 555 01 23", Kind::Phone),
        ("+1 (555) 010-9999", Kind::Phone),
        ("+41 (0)79 555 01 23", Kind::Phone),
        ("the number 079 555 01 23", Kind::Phone),
        ("joignable au 06.12.34.56.78", Kind::Phone),
        ("(555) 010-9999", Kind::Phone),
        ("tel. 555 123", Kind::Phone),
        ("Tel.: 555-1234", Kind::Phone),
        ("phone number 5550123", Kind::Phone),
        ("Téléphone : 22 55 01 23", Kind::Phone),
        ("teléfono n.º 555 0123", Kind::Phone),
        ("тел. 555-01-23", Kind::Phone),
        ("телефона 5550123", Kind::Phone),
        ("هاتف رقم ٥٥٥٠١٢٣", Kind::Phone),
        ("手机号码：13800001234", Kind::Phone),
        // Numbers of documents, persons, arms
        ("passport AB123456", Kind::Number),
        ("passport no. 12345", Kind::Number),
        ("Passport No: AB 123456", Kind::Number),
        ("his passport number is C01X00T47", Kind::Number),
        ("pistol with serial number KM4512", Kind::Number),
        ("serial no. 45123", Kind::Number),
        ("Serial numbers: AB1234, AB1235", Kind::Number),
        ("S/N 774512", Kind::Number),
        ("rifle s/n: AKM-4512", Kind::Number),
        ("ID card 4512-77", Kind::Number),
        ("national ID number 901234567", Kind::Number),
        ("passeport n° 12AB34567", Kind::Number),
        ("numéro de série : 77 4512", Kind::Number),
        ("carte d'identité 880112-123", Kind::Number),
        ("carte d’identité n° AB4512", Kind::Number),
        ("pasaporte AAA123456", Kind::Number),
        ("con número de serie A77451", Kind::Number),
        ("nº de serie 45123", Kind::Number),
        ("DNI 12.345.678", Kind::Number),
        ("cédula 1.234.567", Kind::Number),
        ("паспорт серии ВМ № 123456", Kind::Number),
        ("паспорт 45 08 123456", Kind::Number),
        ("с серийным номером КЛ 4512", Kind::Number),
        ("заводской номер № 77451", Kind::Number),
        ("جواز سفر رقم A1234567", Kind::Number),
        ("رقم الهوية ١٢٣٤٥", Kind::Number),
        ("والرقم التسلسلي AB1234", Kind::Number),
        ("بطاقة الهُويّة رقم 45123", Kind::Number),
        ("护照号码E1234567", Kind::Number),
        ("枪号：A77451", Kind::Number),
        ("身份证 11010519491231002X", Kind::Number),
        ("the number 12345678 was found", Kind::Number),
        ("suspect 123-45-6789", Kind::Number),
        ("CPF 123.456.789-00", Kind::Number),
        ("RUT 12.345.678-5", Kind::Number),
        // Plates
        ("car with licence plate AB-123-CD", Kind::Plate),
        ("number plate B 1234 XY", Kind::Plate),
        ("registration number WX 51234", Kind::Plate),
        ("véhicule immatriculé AB-123-CD", Kind::Plate),
        ("plaque 1234 AB 75", Kind::Plate),
        ("placa ABC 123", Kind::Plate),
        ("placas: ABC-12-34", Kind::Plate),
        ("matrícula 1234 BCD", Kind::Plate),
        ("госномер А123ВС77", Kind::Plate),
        ("автомобиль, номерной знак А 123 ВС", Kind::Plate),
        ("لوحة رقم ١٢٣٤٥", Kind::Plate),
        ("لوحة السيارة أ ب ج 1234", Kind::Plate),
        ("车牌号京A12345", Kind::Plate),
        // Names
        ("handed over by Mr Doe", Kind::Name),
        ("by Mr. J. Doe", Kind::Name),
        ("by MR JOHN DOE", Kind::Name),
        ("seen by dr. Sample", Kind::Name),
        ("Mrs Sample was present", Kind::Name),
        ("Ms. Sample", Kind::Name),
        ("Dr Sample", Kind::Name),
        ("remis par M. Exemple", Kind::Name),
        ("Mme Exemple", Kind::Name),
        ("monsieur Exemple", Kind::Name),
        ("el Sr. Ejemplo", Kind::Name),
        ("la señora Ejemplo", Kind::Name),
        ("гражданином г-ном Примеровым", Kind::Name),
        ("господин Примеров", Kind::Name),
        ("ضُبطت مع السيد فلان", Kind::Name),
        ("المدعو فلان", Kind::Name),
        ("el titular, cédula de identidad 1.234.567", Kind::Number),
        ("ИНН 770123", Kind::Number),
        ("السيد/ فلان", Kind::Name),
        ("由张先生交出", Kind::Name),
    ] {
        let found = kinds(text, least());
        if found != [kind] {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of texts")]
fn what_describes_a_seizure_passes() {
    let mut wrong = Vec::new();
    for text in [
        // The texts of the sample returns
        "Found in a vehicle during a planned operation.",
        "Northern province",
        "Invented for the demonstration",
        "Established by the criminal police from statements and seized records.",
        // Calibres and models
        "9x19mm",
        "7.62x39",
        "7,62×39 mm",
        "5.56",
        "5.45x39; 7.62x54R",
        ".45 ACP",
        ".300 Win Mag",
        "12.7x108 mm",
        "12/70",
        "AK-47, AKM, AK-103 and M16A2 rifles",
        "M1911A1",
        "Type 56-2",
        "Glock 17 Gen 4",
        "Zastava M70AB2",
        "MR 73",
        "M. 1891/30",
        "RPG-7V2",
        // Dates, years, times
        "2025-01-31",
        "31/01/2025",
        "01.02.2025",
        "01.02.2025-03.02.2025",
        "01.02.25-03.02.25",
        "20250131",
        "between 2019 and 2025, 2016–2025, 2024/25",
        "in 2016 2017 2018 2019",
        "2025年1月31日",
        "٣١/٠١/٢٠٢٥",
        // Counts, prices, places
        "1 234 arms and 12 345 678 rounds",
        "1,234,567.89",
        "1.234.567,89 EUR",
        "12345678 rounds",
        "250 000 000 USD",
        "XOF 25000000",
        "$12000000 in cash",
        "一共12345678发",
        "stock number 1005-01-231-0973",
        "192.168.100.200",
        "from 150-320-610 by level of the market",
        "3 + 4 rifles, + 5 pistols",
        "prices of 150, 320 and 610.5",
        "by month 120-130-110-90-95-100-140-150-160-90-80-70",
        "HS codes 9301.90, 9303.20-9303.90",
        "by month: 12 14 9 8 10 11 13 12 10 9 8 14",
        "0.12345678 per cent",
        "coordinates withheld",
        "route 66, kilometre 12",
        "between 0800-1600 hours",
        // Laws and documents
        "https://laws.example.org/id/TEXT000006070720/2020-01-01",
        "ISBN 978-3-16-148410-0",
        "Law No. 1234/2018, article 5",
        "Ley 17.798 y Decreto 45-2019-1",
        "A/RES/55/255; CTOC/COP/WG.6/2022/3",
        "ICCS 090121",
        // Words of the lists without a number of their own
        "serial numbers were obliterated on 12 of 1 234 arms",
        "Without serial number: 4 AK-47, 2 M16",
        "no serial number. AK-103 rifles were made there",
        "pistols without serial number (M1911)",
        "Serial numbers recorded for 12345 arms",
        "serial numbers of 12345 arms; números de serie de 12345 armas",
        "SERIAL NUMBERS REMOVED FROM 1234 ARMS",
        "SERIAL NUMBERS ON 1234 ARMS",
        "телевизоров 120000, инноваций 120000",
        "registration 2019-2025: 12345 arms",
        "passports of 12 persons and 15 000 USD",
        "12000 forged passports: 300 of them blank",
        "identity documents: 15000 seized",
        "24 mobile phones, 3 number plates and 12 plates of armour",
        "registration of 12 arms since 2019",
        "numéros de série meulés sur 120 armes",
        "la série AK-100",
        "números de serie borrados en 120 armas",
        "серийные номера спилены на 120 единицах",
        "طُمس الرقم التسلسلي على 120 سلاحاً",
        "枪号已被磨掉的手枪120支",
        "车牌被伪造的车辆3辆",
        "手机24部",
        // Titles without a name
        "Dr. and other titles; the Ministry of the Interior",
        "DR Congo",
        "handed over by Mr X",
        "100 m. The border post",
        "le Ministre, M. le Procureur",
        "the President, Mr. President",
        "السيد وزير الداخلية",
        "حي السيدة زينب",
        "一名女士和两位先生",
        "Sr. Fiscal",
        "miss the train in Sample City",
        // Signs
        "5 pistols @ 500.00 USD",
        "seized at customs.post",
        "national police, customs and border guard",
    ] {
        let found = kinds(text, least());
        if !found.is_empty() {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_number_is_of_one_kind_and_a_text_may_hold_several() {
    let text = "Mr Doe, tel. +41 79 555 01 23, doe@example.org, passport AB123456, plate AB-123-CD.";
    let all = [Kind::Email, Kind::Phone, Kind::Number, Kind::Plate, Kind::Name];
    assert_eq!(kinds(text, least()), all);
}

#[test]
fn what_nobody_sees_hides_nothing() {
    assert_eq!(kinds("pass\u{200b}port AB\u{200f}123456", least()), [Kind::Number]);
    assert_eq!(kinds("", least()), []);
}

#[test]
fn without_figures_no_number_is_held_back() {
    let nothing = Least::of(Catalogue::parse(&embedded()).unwrap().get("2018").unwrap(), "NONE-01");
    assert_eq!(kinds("12345678, passport AB123456", &nothing), []);
}
