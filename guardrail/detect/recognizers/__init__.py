"""One identifier a file, each a Presidio ``EntityRecognizer`` on its own. A new one is listed here and in the catalog."""

from __future__ import annotations

from guardrail.detect.recognizer import TriggeredRecognizer

from .address import AddressRecognizer
from .age import AgeRecognizer
from .bank_account import BankAccountRecognizer
from .biometric import BiometricRecognizer
from .birth import BirthDateRecognizer
from .blood_type import BloodTypeRecognizer
from .bpjs import BpjsRecognizer, KpjRecognizer
from .card import CardRecognizer
from .civil_record import CivilRecordRecognizer
from .coordinates import CoordinatesRecognizer
from .court_case import CourtCaseRecognizer
from .criminal_record import CriminalRecordRecognizer
from .diploma import DiplomaRecognizer
from .driver_license import DriverLicenseRecognizer
from .email import EmailRecognizer
from .ethnicity import EthnicityRecognizer
from .financial import FinancialRecognizer
from .gender import GenderRecognizer
from .health import HealthRecognizer
from .imei import ImeiRecognizer
from .ip import IpRecognizer
from .kitas import KitasRecognizer
from .kk import KkRecognizer
from .mac import MacRecognizer
from .marital_status import MaritalStatusRecognizer
from .medical_record import MedicalRecordRecognizer
from .mrz import MrzRecognizer
from .name import NameRecognizer
from .nidn import NidnRecognizer
from .nik import NikRecognizer
from .nip import NipRecognizer
from .nisn import NisnRecognizer
from .npwp import NpwpRecognizer
from .nrp import NrpRecognizer
from .nuptk import NuptkRecognizer
from .passport import PassportRecognizer
from .person import PersonRecognizer
from .phone import PhoneRecognizer
from .plate import PlateRecognizer
from .police_report import PoliceReportRecognizer
from .political_opinion import PoliticalOpinionRecognizer
from .qris import QrisRecognizer
from .referral import ReferralRecognizer
from .religion import ReligionRecognizer
from .secret_assigned import SecretAssignedRecognizer
from .secret_command import SecretCommandRecognizer
from .secret_jwt import SecretJwtRecognizer
from .secret_key import SecretKeyRecognizer
from .secret_password import SecretPasswordRecognizer
from .secret_pin import SecretPinRecognizer
from .secret_private_key import SecretPrivateKeyRecognizer
from .secret_url import SecretUrlRecognizer
from .sep import SepRecognizer
from .sexual_orientation import SexualOrientationRecognizer
from .social_account import SocialAccountRecognizer
from .social_aid import SocialAidRecognizer
from .tax_object import TaxObjectRecognizer
from .url import UrlRecognizer
from .utility import UtilityRecognizer
from .vehicle_document import VehicleDocumentRecognizer
from .vin import VinRecognizer
from .virtual_account import VirtualAccountRecognizer

__all__ = [
    "RECOGNIZERS",
    "BankAccountRecognizer",
    "BpjsRecognizer",
    "KpjRecognizer",
    "DriverLicenseRecognizer",
    "KkRecognizer",
    "MedicalRecordRecognizer",
    "NidnRecognizer",
    "NipRecognizer",
    "NisnRecognizer",
    "NrpRecognizer",
    "NuptkRecognizer",
    "VirtualAccountRecognizer",
    "BirthDateRecognizer",
    "CardRecognizer",
    "EmailRecognizer",
    "NikRecognizer",
    "NpwpRecognizer",
    "PersonRecognizer",
    "NameRecognizer",
    "MrzRecognizer",
    "KitasRecognizer",
    "SepRecognizer",
    "VinRecognizer",
    "MacRecognizer",
    "PassportRecognizer",
    "CoordinatesRecognizer",
    "IpRecognizer",
    "UrlRecognizer",
    "PlateRecognizer",
    "PhoneRecognizer",
    "SecretAssignedRecognizer",
    "SecretCommandRecognizer",
    "SecretJwtRecognizer",
    "SecretKeyRecognizer",
    "SecretPasswordRecognizer",
    "SecretPinRecognizer",
    "SecretPrivateKeyRecognizer",
    "SecretUrlRecognizer",
    "AddressRecognizer",
    "AgeRecognizer",
    "HealthRecognizer",
    "BloodTypeRecognizer",
    "MaritalStatusRecognizer",
    "ReligionRecognizer",
    "QrisRecognizer",
    "ImeiRecognizer",
    "TaxObjectRecognizer",
    "UtilityRecognizer",
    "DiplomaRecognizer",
    "ReferralRecognizer",
    "VehicleDocumentRecognizer",
    "SocialAidRecognizer",
    "CivilRecordRecognizer",
    "PoliceReportRecognizer",
    "CourtCaseRecognizer",
    "GenderRecognizer",
    "EthnicityRecognizer",
    "PoliticalOpinionRecognizer",
    "SexualOrientationRecognizer",
    "CriminalRecordRecognizer",
    "FinancialRecognizer",
    "BiometricRecognizer",
    "SocialAccountRecognizer",
]

RECOGNIZERS: tuple[type[TriggeredRecognizer], ...] = (
    NikRecognizer,
    NpwpRecognizer,
    BankAccountRecognizer,
    BpjsRecognizer,
    KpjRecognizer,
    DriverLicenseRecognizer,
    KkRecognizer,
    MedicalRecordRecognizer,
    NidnRecognizer,
    NipRecognizer,
    NisnRecognizer,
    NrpRecognizer,
    NuptkRecognizer,
    VirtualAccountRecognizer,
    PhoneRecognizer,
    EmailRecognizer,
    CardRecognizer,
    NameRecognizer,
    MrzRecognizer,
    KitasRecognizer,
    SepRecognizer,
    VinRecognizer,
    MacRecognizer,
    PassportRecognizer,
    CoordinatesRecognizer,
    IpRecognizer,
    UrlRecognizer,
    PlateRecognizer,
    BirthDateRecognizer,
    SecretAssignedRecognizer,
    SecretCommandRecognizer,
    SecretJwtRecognizer,
    SecretKeyRecognizer,
    SecretPasswordRecognizer,
    SecretPinRecognizer,
    SecretPrivateKeyRecognizer,
    SecretUrlRecognizer,
    BloodTypeRecognizer,
    MaritalStatusRecognizer,
    ReligionRecognizer,
    AddressRecognizer,
    HealthRecognizer,
    AgeRecognizer,
    QrisRecognizer,
    ImeiRecognizer,
    TaxObjectRecognizer,
    UtilityRecognizer,
    DiplomaRecognizer,
    ReferralRecognizer,
    VehicleDocumentRecognizer,
    SocialAidRecognizer,
    CivilRecordRecognizer,
    PoliceReportRecognizer,
    CourtCaseRecognizer,
    GenderRecognizer,
    EthnicityRecognizer,
    PoliticalOpinionRecognizer,
    SexualOrientationRecognizer,
    CriminalRecordRecognizer,
    FinancialRecognizer,
    BiometricRecognizer,
    SocialAccountRecognizer,
)
