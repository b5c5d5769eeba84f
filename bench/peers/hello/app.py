"""What a first serverless page often looks like: FastAPI, Mangum, and a client of boto3 made at import."""

import boto3
from fastapi import FastAPI
from mangum import Mangum

table = boto3.client("dynamodb")
app = FastAPI()


@app.get("/{path:path}")
def hello(path: str) -> dict[str, str]:
    return {"hello": path}


handler = Mangum(app, lifespan="off")
