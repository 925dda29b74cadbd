"""The one typed source of configuration; every field may be overridden as `CONSILIUM_<FIELD>`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Paths, addresses and limits of one installation."""

    model_config = SettingsConfigDict(env_prefix="CONSILIUM_", extra="ignore", frozen=True)

    home: Path = Field(
        default=Path.home() / ".local" / "share" / "consilium",
        description="Where the library, the indexes and the cached model live.",
    )
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of the library; SQLite under `home` by default."
    )
    model_url: str = Field(
        default="",
        description="Any OpenAI-compatible endpoint; by default the embedded model's server.",
    )
    model_name: str = Field(default="consilium-base", description="Model asked of the endpoint.")
    model_key: SecretStr = Field(
        default=SecretStr("none"), description="API key sent to the endpoint."
    )
    model_keys: Path | None = Field(
        default=None,
        description="File of API keys for the embedded model's server: NAME KEY [admin], a line.",
    )
    model_open: bool = Field(
        default=False, description="Serve the model to other machines without keys."
    )
    model_requests_per_minute: int | None = Field(default=None, gt=0, description="For each key.")
    model_tokens_per_minute: int | None = Field(default=None, gt=0, description="For each key.")
    adapters: Annotated[dict[str, Path], NoDecode] = Field(
        default_factory=dict,
        description="LoRA adapters served beside the model: NAME=FOLDER, separated by commas.",
    )
    desk_adapters: bool = Field(
        default=True,
        description="Serve the adapters that come with the suite; each desk asks for its own.",
    )
    adapters_root: Path | None = Field(
        default=None, description="Lets administrators load adapters from below this folder."
    )
    base_model: str | None = Field(
        default=None, description="Path or hub id of the base weights; found in order if not given."
    )
    model_bits: Annotated[Literal[4, 8], BeforeValidator(int)] = Field(
        default=4, description="Bits of a weight of the embedded model on a CPU."
    )
    host: str = "127.0.0.1"
    model_port: int = 8400
    finance_port: int = 8501
    medical_port: int = 8502
    education_port: int = 8503
    medical_hooks_port: int = Field(default=8512, description="CDS Hooks of the clinician's desk.")
    medical_key: SecretStr | None = Field(
        default=None,
        description="32 bytes in base64 that encrypt health records; else those of the key file.",
    )
    medical_key_file: Path | None = Field(
        default=None,
        description="File of that key; `medical.key` under `home`, made at first, by default.",
    )
    max_upload_mb: int = Field(default=100, gt=0)
    max_pages: int = Field(default=3_000, gt=0)
    parse_memory_mb: int = Field(default=3_000, gt=0)
    parse_seconds: int = Field(
        default=480, gt=0, description="A scan of 40 pages takes about 360 s on two cores."
    )

    @model_validator(mode="before")
    @classmethod
    def _own_endpoint(cls, given: dict[str, Any]) -> dict[str, Any]:
        """The endpoint follows host and port of the embedded server unless it is given."""
        if given.get("model_url"):
            return given
        host, port = given.get("host", "127.0.0.1"), given.get("model_port", 8400)
        return {**given, "model_url": f"http://{host}:{port}/v1"}

    @field_validator("adapters", mode="before")
    @classmethod
    def _named_folders(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        pairs = [part.strip().partition("=") for part in given.split(",") if part.strip()]
        if not all(name and folder for name, _, folder in pairs):
            raise ValueError("expected NAME=FOLDER, separated by commas")
        return {name: folder for name, _, folder in pairs}

    @property
    def embedded(self) -> bool:
        """True where the endpoint is the server that `consilium up` starts itself."""
        return self.model_url == f"http://{self.host}:{self.model_port}/v1"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'consilium.db'}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
